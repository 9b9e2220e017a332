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

const tagLength = 16

/** Forged tokens are an attacker's choice of work for us: without a stack trace one costs no more than a valid token. */
function isAuthentic(decipher: DecipherGCM): boolean {
  const { stackTraceLimit } = Error
  limitStackTraces(0)
  try {
    decipher.final()
    return true
  } catch {
    return false // not sealed with this key, or altered since
  } finally {
    limitStackTraces(stackTraceLimit)
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

export const platform: Platform<Key> = {
  deriveKey: (secret, salt, info, length) => Buffer.from(hkdfSync("sha256", secret, salt, info, length)),

  openGcm(key, iv, ciphertext, tag, aad) {
    if (tag.length !== tagLength) return null // said here: saying it in options costs a fourth of a token
    const decipher = createDecipheriv("aes-256-gcm", key, iv)
    decipher.setAAD(aad)
    decipher.setAuthTag(tag)
    const plaintext = decipher.update(ciphertext)
    return isAuthentic(decipher) ? decodeText(plaintext) : null
  },

  sealGcm(key, iv, plaintext, aad) {
    const cipher = createCipheriv("aes-256-gcm", key, iv)
    cipher.setAAD(aad)
    const head = cipher.update(plaintext, "utf8")
    const tail = cipher.final()
    return { ciphertext: tail.length === 0 ? head : Buffer.concat([head, tail]), tag: cipher.getAuthTag() }
  },

  openCbcHs512(key, iv, ciphertext, tag, authenticated) {
    const mac = createHmac("sha512", key.subarray(0, 32)).update(authenticated).digest().subarray(0, 32)
    if (tag.length !== mac.length || !timingSafeEqual(mac, tag)) return null
    const decipher = createDecipheriv("aes-256-cbc", key.subarray(32), iv)
    try {
      return decodeText(Buffer.concat([decipher.update(ciphertext), decipher.final()]))
    } catch {
      return null
    }
  },

  remembered,
  encodeBase64url: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url"),

  decodeBase64url(text) {
    const bytes = Buffer.from(text, "base64url")
    return bytes.toString("base64url") === text ? bytes : null // Node skips what is foreign, and takes padding and surplus bits
  },
}

// Digests of texts: beside `platform`, so that a bundle carries them only where they are used.
export const digest = (bits: DigestLength, text: string): Uint8Array => createHash(`sha${bits}`).update(text).digest()

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export const sha256Hex = async (text: string): Promise<string> => createHash("sha256").update(text).digest("hex")

/** Two lower-case digits a byte. */
export const encodeHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

export const hmacSha256 = (secret: string, text: string): Uint8Array =>
  createHmac("sha256", secret).update(text).digest()
