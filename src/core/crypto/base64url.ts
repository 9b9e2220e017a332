/** Base64url without padding (RFC 4648 §5), as JOSE writes it. */
import { platform } from "#crypto"

export const encodeBase64url: (bytes: Uint8Array) => string = platform.encodeBase64url

/** The bytes of a text that {@link encodeBase64url} wrote; `null` for any other text, as an altered token is none. */
export const decodeBase64url: (text: string) => Uint8Array | null = platform.decodeBase64url
