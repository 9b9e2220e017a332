const digits = "0123456789abcdef"

/** Two lower-case digits a byte. */
export function encodeHex(bytes: Uint8Array): string {
  let hex = ""
  for (const byte of bytes) hex += (digits[byte >> 4] as string) + digits[byte & 15]
  return hex
}
