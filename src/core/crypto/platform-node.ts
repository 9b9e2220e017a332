/**
 * The primitives on Node and Bun: synchronous `node:crypto`. A hop to the thread pool costs five to ten times the
 * cipher it carries, so nothing on a request's path takes one.
 */
import { isUtf8 } from "node:buffer"
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  type DecipherGCM,
  hkdfSync,
  timingSafeEqual,
} from "node:crypto"
import type { DigestLength, Platform } from "./platform.js"
import { remembered } from "./remembered.js"

type Key = Buffer

/** On their way to a decipher, which copies both. Filled and read in one go, so no call sees another's. */
const nonce = Buffer.alloc(12)
const tag = Buffer.alloc(16)

/** Nonce, ciphertext and tag as we write them, but for the ciphertext's end. */
const form = /^[\w-]{16}\.[\w-]*\.[\w-]{21}[AQgw]$/

/** Forged tokens are an attacker's choice of work for us: without a stack trace one costs no more than a valid token. */
function isAuthentic(decipher: DecipherGCM): boolean {
  const { stackTraceLimit } = Error
  limitStackTraces(0)
  const answer = ends(decipher)
  limitStackTraces(stackTraceLimit)
  return answer
}

/** Throws and catches, and does nothing else: V8 unwinds to a small function a microsecond faster than to a large one. */
function ends(decipher: DecipherGCM): boolean {
  try {
    decipher.final()
    return true
  } catch {
    return false // not sealed with this key, or altered since
  }
}

function limitStackTraces(limit: number): void {
  try {
    Error.stackTraceLimit = limit
  } catch {
    // where an app has frozen the intrinsics, forged tokens do cost more
  }
}

/** Strictly: two runtimes that each mend a broken text in their own way would read two tokens in one. */
const decodeText = (bytes: Buffer): string | null => (isUtf8(bytes) ? bytes.toString() : null)

const encodeBase64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url")

/** Node skips what is foreign, and takes another alphabet, padding and surplus bits: a text that it would not write so is none. */
function decodeBase64url(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url")
  return bytes.toString("base64url") === text ? bytes : null
}

export const platform: Platform<Key> = {
  deriveKey: (secret, salt, info, length) => Buffer.from(hkdfSync("sha256", secret, salt, info, length)),

  openGcm(key, sealed, aad) {
    const tagStart = sealed.length - 22
    if (sealed[tagStart - 1] !== ".") return null
    nonce.write(sealed.slice(0, 16), "base64url")
    tag.write(sealed.slice(tagStart), "base64url")
    const ciphertext = sealed.slice(17, tagStart - 1)
    const decipher = createDecipheriv("aes-256-gcm", key, nonce)
    decipher.setAAD(aad)
    decipher.setAuthTag(tag)
    const plaintext = decipher.update(ciphertext, "base64url")
    // The spelling last: a forged token has failed by then. A ciphertext's end has no surplus bits, and no last group one character.
    const isOurs =
      isAuthentic(decipher) &&
      form.test(sealed) &&
      ([ciphertext, "$", "AQgw", "AEIMQUYcgkosw048"][ciphertext.length % 4] as string).includes(ciphertext.slice(-1))
    return isOurs ? decodeText(plaintext) : null
  },

  sealGcm(key, iv, plaintext, aad) {
    const cipher = createCipheriv("aes-256-gcm", key, iv)
    cipher.setAAD(aad)
    const ciphertext = cipher.update(plaintext, "utf8")
    cipher.final() // brings no more bytes: GCM has no blocks to fill
    return `${encodeBase64url(iv)}.${ciphertext.toString("base64url")}.${cipher.getAuthTag().toString("base64url")}`
  },

  openCbcHs512(key, sealed, aad) {
    const [iv, ciphertext, tag, more] = sealed.split(".", 4).map(decodeBase64url)
    if (iv?.length !== 16 || !ciphertext || tag?.length !== 32 || more !== undefined) return null
    const { length } = aad // 1024 bytes at most: in bits, as a 64-bit number, it fills two
    const authenticated = [aad, iv, ciphertext, Buffer.from([0, 0, 0, 0, 0, 0, length >> 5, length << 3])]
    const mac = createHmac("sha512", key.subarray(0, 32)).update(Buffer.concat(authenticated)).digest()
    if (!timingSafeEqual(mac.subarray(0, 32), tag)) return null
    const decipher = createDecipheriv("aes-256-cbc", key.subarray(32), iv)
    try {
      return decodeText(Buffer.concat([decipher.update(ciphertext), decipher.final()]))
    } catch {
      return null
    }
  },

  remembered,
  encodeBase64url,
  decodeBase64url,
}

// Digests of texts: beside `platform`, so that a bundle carries them only where they are used.
export const digest = (bits: DigestLength, text: string): Uint8Array => createHash(`sha${bits}`).update(text).digest()

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export const sha256Hex = async (text: string): Promise<string> => createHash("sha256").update(text).digest("hex")

/** Two lower-case digits a byte. */
export const encodeHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

export const hmacSha256 = (secret: string, text: string): Uint8Array =>
  createHmac("sha256", secret).update(text).digest()
