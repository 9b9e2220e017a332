/** Base64url without padding (RFC 4648 §5), as JOSE writes it. */

const nodeBuffer = globalThis.Buffer as typeof Buffer | undefined

export function encodeBase64url(bytes: Uint8Array): string {
  if (nodeBuffer) return nodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url")
  let binary = ""
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
}

/** `null` for text with characters outside the alphabet or of an impossible length. */
export function decodeBase64url(text: string): Uint8Array | null {
  const length = Math.floor((text.length * 3) / 4)
  if (text.length % 4 === 1) return null
  if (nodeBuffer) {
    const bytes = nodeBuffer.from(text, "base64url")
    return bytes.length === length ? bytes : null // Node skips what it cannot read
  }
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
