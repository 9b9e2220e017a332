/** The primitives where there is only Web Crypto: edge functions, workers, browsers. */
import type { DigestLength, Platform } from "./platform.js"

/** One key for AES-GCM; for AES-CBC with HMAC the key of the HMAC, then that of the cipher (RFC 7518 §5.2.2.1). */
type Key = readonly CryptoKey[]

const { subtle } = globalThis.crypto
const encoder = new TextEncoder()
const decoder = new TextDecoder(undefined, { fatal: true, ignoreBOM: true }) // what Node does

/** Web Crypto's types want bytes that are certainly not shared memory. */
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>

/** How a text without surplus bits ends, by the length of its last group: a group of one character is impossible. */
const properEnds = [/^/, /$./, /[AQgw]$/, /[AEIMQUYcgkosw048]$/] as const

/** Vector, ciphertext and tag; `null` for parts that are more or fewer, of another length, or spelled in another way. */
function readParts(sealed: string, ivLength: number, tagLength: number) {
  const [iv, ciphertext, tag, more] = sealed.split(".", 4).map(platform.decodeBase64url)
  const isSound = iv?.length === ivLength && tag?.length === tagLength && ciphertext && more === undefined
  return isSound ? ([iv, ciphertext, tag] as const) : null
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

export const platform: Platform<Key> = {
  async deriveKey(secret, salt, info, length) {
    const material = await subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveBits"])
    const parameters = { name: "HKDF", hash: "SHA-256", salt: encoder.encode(salt), info: encoder.encode(info) }
    const bits = await subtle.deriveBits(parameters, material, length * 8)
    return length === 32
      ? [await subtle.importKey("raw", bits, "AES-GCM", false, ["encrypt", "decrypt"])]
      : Promise.all([
          subtle.importKey("raw", bits.slice(0, 32), { name: "HMAC", hash: "SHA-512" }, false, ["sign"]),
          subtle.importKey("raw", bits.slice(32), "AES-CBC", false, ["decrypt"]),
        ])
  },

  async openGcm([key], sealed, aad) {
    const parts = readParts(sealed, 12, 16)
    if (!parts) return null
    const [iv, ciphertext, tag] = parts
    const bytes = new Uint8Array(ciphertext.length + tag.length)
    bytes.set(ciphertext)
    bytes.set(tag, ciphertext.length)
    try {
      const parameters = { name: "AES-GCM", iv: own(iv), additionalData: own(aad) }
      return decoder.decode(await subtle.decrypt(parameters, key as CryptoKey, bytes))
    } catch {
      return null
    }
  },

  async sealGcm([key], iv, plaintext, aad) {
    const parameters = { name: "AES-GCM", iv: own(iv), additionalData: own(aad) }
    const sealed = new Uint8Array(await subtle.encrypt(parameters, key as CryptoKey, encoder.encode(plaintext)))
    return [iv, sealed.subarray(0, -16), sealed.subarray(-16)].map(platform.encodeBase64url).join(".")
  },

  async openCbcHs512([macKey, key], sealed, aad) {
    const parts = readParts(sealed, 16, 32)
    if (!parts) return null
    const [iv, ciphertext, tag] = parts
    // `verify` wants the whole HMAC and the JWE holds half of it, so the comparison is made here, in constant time.
    const mac = new Uint8Array(
      await subtle.sign("HMAC", macKey as CryptoKey, own(authenticatedBytes(aad, iv, ciphertext))),
    )
    let difference = 0
    for (let i = 0; i < 32; i++) difference |= (mac[i] as number) ^ (tag[i] as number)
    if (difference) return null
    try {
      return decoder.decode(await subtle.decrypt({ name: "AES-CBC", iv: own(iv) }, key as CryptoKey, own(ciphertext)))
    } catch {
      return null
    }
  },

  encodeBase64url(bytes) {
    let binary = ""
    for (const byte of bytes) binary += String.fromCharCode(byte)
    return btoa(binary)
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/={1,2}$/, "")
  },

  decodeBase64url: (text) =>
    !/[^\w-]/.test(text) && properEnds[text.length % 4]?.test(text)
      ? Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (it) => it.charCodeAt(0))
      : null,
}

export const digest = async (bits: DigestLength, text: string): Promise<Uint8Array> =>
  new Uint8Array(await subtle.digest(`SHA-${bits}`, encoder.encode(text)))

export async function hmacSha256(secret: string, text: string): Promise<Uint8Array> {
  const algorithm = { name: "HMAC", hash: "SHA-256" }
  const key = await subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"])
  return new Uint8Array(await subtle.sign("HMAC", key, encoder.encode(text)))
}

const digits = "0123456789abcdef"

export function encodeHex(bytes: Uint8Array): string {
  let hex = ""
  for (const byte of bytes) hex += (digits[byte >> 4] as string) + digits[byte & 15]
  return hex
}

export const sha256Hex = async (text: string): Promise<string> => encodeHex(await digest(256, text))
