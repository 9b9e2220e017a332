/** Base64url without padding (RFC 4648 §5), as JOSE writes it. */
import { platform } from "#crypto"

export const encodeBase64url = (bytes: Uint8Array): string => platform.encodeBase64url(bytes)

/** How a text without surplus bits ends, by the length of its last group: a group of one character is impossible. */
const properEnds = [/^/, /$./, /[AQgw]$/, /[AEIMQUYcgkosw048]$/] as const

/** The bytes of a text that {@link encodeBase64url} wrote; `null` for any other text, as an altered token is none. */
export function decodeBase64url(text: string): Uint8Array | null {
  const isProper = !/[^\w-]/.test(text) && properEnds[text.length % 4]?.test(text)
  return isProper ? platform.decodeBase64url(text) : null
}
