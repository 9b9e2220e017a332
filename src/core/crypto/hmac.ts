import { encodeHex, hmacSha256 } from "#crypto"
import { type MaybePromise, whenReady } from "../maybe-promise.js"

/** HMAC-SHA-256 of a text's UTF-8 bytes (RFC 2104), in lower-case hex: a digest that nobody without the secret can try values against. */
export const hmacHex = (secret: string, text: string): MaybePromise<string> =>
  whenReady(hmacSha256(secret, text), encodeHex)
