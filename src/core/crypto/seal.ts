/**
 * Sealed claims: JWEs in compact serialisation with direct encryption, in the two documented forms and no other.
 *
 * Fixed algorithms and our own few lines instead of a JOSE library: that is what makes a session cheap to read. Checked
 * against `jose`, against the published vectors, and against both real packages.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7516#section-7.1
 */
import { platform } from "#crypto"
import { type MaybePromise, whenReady } from "../maybe-promise.js"
import { decodeBase64url } from "./base64url.js"
import { type Encryption, keyFor } from "./keys.js"
import { randomIv } from "./random.js"

/** base64url of `{"alg":"dir","enc":"A256GCM"}`. */
const gcmHeader = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0"
const encoder = new TextEncoder()
const gcmHeaderBytes = encoder.encode(gcmHeader)

/** Characters of a nonce, a tag and the dots between them: what is shorter costs no key. */
const minLength = 40

/** Longer than any token that fits into request headers. */
const maxLength = 262_144

/** Seals text under the key that `secret` and `salt` derive, in next-auth v4's form. */
export function seal(plaintext: string, secret: string, salt: string): MaybePromise<string> {
  const iv = randomIv()
  const sealed = whenReady(keyFor("A256GCM", secret, salt), (key) =>
    platform.sealGcm(key, iv, plaintext, gcmHeaderBytes),
  )
  return whenReady(sealed, (parts) => `${gcmHeader}..${parts}`)
}

/**
 * Opens what was sealed under `secret` and `salt` by us, by next-auth v4 or by Auth.js v5.
 * `null` for everything else: malformed, oversized, another algorithm, another key, altered.
 */
export function open(token: string, secret: string, salt: string): MaybePromise<string | null> {
  if (token.length > maxLength) return null
  const headerEnd = token.indexOf("..")
  const header = token.slice(0, headerEnd)
  const sealed = token.slice(headerEnd + 2)
  const isOurs = header === gcmHeader
  const encryption = isOurs ? "A256GCM" : readEncryption(header)
  if (!encryption || sealed.length < minLength) return null
  const aad = isOurs ? gcmHeaderBytes : encoder.encode(header)
  return whenReady(keyFor(encryption, secret, salt), (key) =>
    encryption === "A256GCM" ? platform.openGcm(key, sealed, aad) : platform.openCbcHs512(key, sealed, aad),
  )
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
