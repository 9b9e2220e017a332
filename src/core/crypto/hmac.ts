import { encodeHex, hmacSha256 } from "#crypto"

/** HMAC-SHA-256 of a text's UTF-8 bytes (RFC 2104), in lower-case hex: a digest that nobody without the secret can try values against. */
export const hmacHex = async (secret: string, text: string): Promise<string> =>
  encodeHex(await hmacSha256(secret, text))
