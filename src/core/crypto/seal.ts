/**
 * Sealed claims: JWEs in compact serialisation with direct encryption, in the two documented forms and no other.
 *
 * Fixed algorithms and our own few lines instead of a JOSE library: that is what makes a session cheap to read. Checked
 * against `jose`, against the published vectors, and against both real packages.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7516#section-7.1
 */
import { platform } from "#crypto"
import { decodeBase64url, encodeBase64url } from "./base64url.js"
import { type Encryption, keyFor } from "./keys.js"
import { type MaybePromise, whenReady } from "./maybe-promise.js"
import { randomIv } from "./random.js"

/** base64url of `{"alg":"dir","enc":"A256GCM"}`. */
const gcmHeader = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0"
const encoder = new TextEncoder()
const gcmHeaderBytes = encoder.encode(gcmHeader)

/** Longer than any token that fits into request headers. */
const maxLength = 262_144

/** Seals text under the key that `secret` and `salt` derive, in next-auth v4's form. */
export function seal(plaintext: string, secret: string, salt: string): MaybePromise<string> {
  const iv = randomIv()
  const sealed = whenReady(keyFor("A256GCM", secret, salt), (key) =>
    platform.sealGcm(key, iv, plaintext, gcmHeaderBytes),
  )
  return whenReady(
    sealed,
    ({ ciphertext, tag }) =>
      `${gcmHeader}..${encodeBase64url(iv)}.${encodeBase64url(ciphertext)}.${encodeBase64url(tag)}`,
  )
}

/**
 * Opens what was sealed under `secret` and `salt` by us, by next-auth v4 or by Auth.js v5.
 * `null` for everything else: malformed, oversized, another algorithm, another key, altered.
 */
export function open(token: string, secret: string, salt: string): MaybePromise<string | null> {
  const parts = splitToken(token)
  if (!parts) return null
  const { encryption, iv, ciphertext, tag, aad } = parts
  return whenReady(keyFor(encryption, secret, salt), (key) =>
    encryption === "A256GCM"
      ? platform.openGcm(key, iv, ciphertext, tag, aad)
      : platform.openCbcHs512(key, iv, ciphertext, tag, authenticatedBytes(aad, iv, ciphertext)),
  )
}

interface TokenParts {
  readonly encryption: Encryption
  readonly aad: Uint8Array
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

/** Takes a token apart before any key is touched, so that garbage costs nothing. */
function splitToken(token: string): TokenParts | null {
  if (token.length > maxLength) return null
  const headerEnd = token.indexOf("..")
  const ivEnd = token.indexOf(".", headerEnd + 2)
  const ciphertextEnd = token.indexOf(".", ivEnd + 1)
  const header = token.slice(0, headerEnd)
  const encryption = header === gcmHeader ? "A256GCM" : readEncryption(header)
  if (!encryption) return null

  // A dot too few or too many ends up in one of these, and is refused there.
  const iv = decodeBase64url(token.slice(headerEnd + 2, ivEnd))
  const ciphertext = decodeBase64url(token.slice(ivEnd + 1, ciphertextEnd))
  const tag = decodeBase64url(token.slice(ciphertextEnd + 1))
  const [ivLength, tagLength] = encryption === "A256GCM" ? [12, 16] : [16, 32]
  if (iv?.length !== ivLength || tag?.length !== tagLength || !ciphertext) return null
  return { encryption, aad: header === gcmHeader ? gcmHeaderBytes : encoder.encode(header), iv, ciphertext, tag }
}

/**
 * Reads a header written in another order, or by Auth.js v5. Whatever asks for more than decryption is refused: with `zip`
 * a small token could expand without end. `kid` is not looked at: there is one key, and it fits or not.
 */
function readEncryption(header: string): Encryption | null {
  if (header.length > 1024) return null
  try {
    const bytes = decodeBase64url(header) as Uint8Array // `null` is thrown out like any other garbage
    const { alg, enc, crit, zip } = JSON.parse(String.fromCharCode(...bytes)) // all four are ASCII, or nothing we take
    const isKnown = enc === "A256GCM" || enc === "A256CBC-HS512" // a list of one name is no name
    return alg === "dir" && crit === undefined && zip === undefined && isKnown ? enc : null
  } catch {
    return null
  }
}

/** AAD ‖ IV ‖ ciphertext ‖ length of AAD in bits, 64-bit big-endian (RFC 7518 §5.2.2.1). */
function authenticatedBytes(aad: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const { length } = aad // 1024 bytes at most: in bits it fills two
  const bytes = new Uint8Array(length + ciphertext.length + 24)
  bytes.set(aad)
  bytes.set(iv, length)
  bytes.set(ciphertext, length + 16)
  bytes.set([length >> 5, length << 3], bytes.length - 2)
  return bytes
}
