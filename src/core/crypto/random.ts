import { encodeHex } from "#crypto"
import { encodeBase64url } from "./base64url.js"

export const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

export const randomHex = (length: number): string => encodeHex(randomBytes(length))

/** 32 random bytes: the form of `state`, `nonce` and `code_verifier` (RFC 7636 §4.1 asks for at least this). */
export const randomValue = (): string => encodeBase64url(randomBytes(32))

export const randomUuid = (): string => crypto.randomUUID()

const ivLength = 12
let pool: Uint8Array | undefined // made when it is first asked for: who only opens has none
let used = 0

/** A fresh 96-bit nonce for AES-GCM. Drawn from a pool: one call to the system's generator serves 256 seals. */
export function randomIv(): Uint8Array {
  if (!pool || used === pool.length) {
    pool = crypto.getRandomValues(new Uint8Array(ivLength * 256))
    used = 0
  }
  used += ivLength
  return pool.subarray(used - ivLength, used)
}
