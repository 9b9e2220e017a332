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
import { type Encryption, type Key, keyFor, thumbprint } from "./keys.js"
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
  return whenReady(keyFor(parts.encryption, secret, salt), (key) =>
    parts.encryption === "A256GCM"
      ? platform.openGcm(key, parts.iv, parts.ciphertext, parts.tag, parts.aad)
      : openCbcHs512(parts, key),
  )
}

async function openCbcHs512(parts: TokenParts, key: Key): Promise<string | null> {
  if (parts.keyId !== undefined && parts.keyId !== (await knownThumbprint(key))) return null
  return platform.openCbcHs512(key, parts.iv, parts.ciphertext, parts.tag, authenticatedBytes(parts))
}

interface TokenParts {
  readonly encryption: Encryption
  readonly keyId: string | undefined
  readonly aad: Uint8Array
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

/** Takes a token apart before any key is touched, so that garbage costs nothing. */
function splitToken(token: string): TokenParts | null {
  if (token.length > maxLength) return null
  const headerEnd = token.indexOf(".")
  const ivEnd = token.indexOf(".", headerEnd + 2)
  const ciphertextEnd = token.indexOf(".", ivEnd + 1)
  if (headerEnd < 1 || token[headerEnd + 1] !== "." || ivEnd === -1 || ciphertextEnd === -1) return null
  if (token.indexOf(".", ciphertextEnd + 1) !== -1) return null

  const header = token.slice(0, headerEnd)
  const { encryption, keyId } = header === gcmHeader ? plainGcm : (readHeader(header) ?? unknown)
  if (!encryption) return null

  const iv = decodeBase64url(token.slice(headerEnd + 2, ivEnd))
  const ciphertext = decodeBase64url(token.slice(ivEnd + 1, ciphertextEnd))
  const tag = decodeBase64url(token.slice(ciphertextEnd + 1))
  const [ivLength, tagLength] = encryption === "A256GCM" ? [12, 16] : [16, 32]
  if (iv?.length !== ivLength || tag?.length !== tagLength || !ciphertext) return null
  const aad = header === gcmHeader ? gcmHeaderBytes : encoder.encode(header)
  return { encryption, keyId, aad, iv, ciphertext, tag }
}

interface Header {
  readonly encryption: Encryption | undefined
  readonly keyId: string | undefined
}
const plainGcm: Header = { encryption: "A256GCM", keyId: undefined }
const unknown: Header = { encryption: undefined, keyId: undefined }

/** Reads a header written in another order, or by Auth.js v5. Whatever asks for more than decryption is refused. */
function readHeader(encoded: string): Header | null {
  const bytes = encoded.length > 1024 ? null : decodeBase64url(encoded)
  if (!bytes) return null
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof header !== "object" || header === null) return null
    const { alg, enc, kid, crit, zip } = header as Record<string, unknown>
    if (alg !== "dir" || crit !== undefined || zip !== undefined) return null // zip: a small token could expand without end
    if (enc !== "A256GCM" && enc !== "A256CBC-HS512") return null
    return { encryption: enc, keyId: typeof kid === "string" && enc !== "A256GCM" ? kid : undefined }
  } catch {
    return null
  }
}

const thumbprints = new WeakMap<Key, string>()

async function knownThumbprint(key: Key): Promise<string> {
  const known = thumbprints.get(key)
  if (known) return known
  const computed = await thumbprint(key)
  thumbprints.set(key, computed)
  return computed
}

/** AAD ‖ IV ‖ ciphertext ‖ length of AAD in bits, 64-bit big-endian (RFC 7518 §5.2.2.1). */
function authenticatedBytes({ aad, iv, ciphertext }: TokenParts): Uint8Array {
  const bytes = new Uint8Array(aad.length + iv.length + ciphertext.length + 8)
  bytes.set(aad)
  bytes.set(iv, aad.length)
  bytes.set(ciphertext, aad.length + iv.length)
  new DataView(bytes.buffer).setUint32(bytes.length - 4, aad.length * 8)
  return bytes
}
