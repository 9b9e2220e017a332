/** Base64url without padding (RFC 4648 §5), as JOSE writes it. */

const nodeBuffer = globalThis.Buffer as typeof Buffer | undefined

export function encodeBase64url(bytes: Uint8Array): string {
  if (nodeBuffer) return nodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url")
  let binary = ""
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
}

/** The bytes of a text that {@link encodeBase64url} wrote; `null` for any other text, as an altered token is none. */
export function decodeBase64url(text: string): Uint8Array | null {
  if (text.includes("+") || text.includes("/") || !endsWithoutSurplusBits(text)) return null
  const bytes = readBase64(text)
  return bytes?.length === Math.floor((text.length * 3) / 4) ? bytes : null // shorter: something was skipped
}

/** The last characters that leave no bits over, by the length of the last group. */
const lastCharacters = ["", "", "AQgw", "AEIMQUYcgkosw048"] as const

function endsWithoutSurplusBits(text: string): boolean {
  const group = text.length % 4
  return group === 0 || lastCharacters[group]?.includes(text.charAt(text.length - 1)) === true
}

/** Lenient: Node skips what it cannot read, and everybody ignores surplus bits at the end. */
function readBase64(text: string): Uint8Array | null {
  if (nodeBuffer) return nodeBuffer.from(text, "base64url")
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
