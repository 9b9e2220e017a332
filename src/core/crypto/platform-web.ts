/** The primitives where there is only Web Crypto: edge functions, workers, browsers. */
import type { Platform } from "./platform.js"

interface Key {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly imported: Map<string, Promise<CryptoKey>>
}

const { subtle } = globalThis.crypto
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Imports a key (or the half of it that a purpose uses) once. */
function imported(
  key: Key,
  purpose: string,
  algorithm: string | HmacImportParams,
  uses: KeyUsage[],
  from?: number,
  to?: number,
): Promise<CryptoKey> {
  let promise = key.imported.get(purpose)
  if (!promise) {
    promise = subtle.importKey("raw", key.bytes.slice(from, to), algorithm, false, uses)
    key.imported.set(purpose, promise)
  }
  return promise
}

/** Web Crypto's types want bytes that are certainly not shared memory. */
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>

const gcmKey = (key: Key) => imported(key, "gcm", "AES-GCM", ["encrypt", "decrypt"])

export const platform: Platform<Key> = {
  async deriveKey(secret, salt, info, length) {
    const material = await subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveBits"])
    const parameters = { name: "HKDF", hash: "SHA-256", salt: encoder.encode(salt), info: encoder.encode(info) }
    const bytes = new Uint8Array(await subtle.deriveBits(parameters, material, length * 8))
    return { bytes, imported: new Map() }
  },

  async openGcm(key, iv, ciphertext, tag, aad) {
    const sealed = new Uint8Array(ciphertext.length + tag.length)
    sealed.set(ciphertext)
    sealed.set(tag, ciphertext.length)
    try {
      const parameters = { name: "AES-GCM", iv: own(iv), additionalData: own(aad) }
      return decoder.decode(await subtle.decrypt(parameters, await gcmKey(key), sealed))
    } catch {
      return null
    }
  },

  async sealGcm(key, iv, plaintext, aad) {
    const parameters = { name: "AES-GCM", iv: own(iv), additionalData: own(aad) }
    const sealed = new Uint8Array(await subtle.encrypt(parameters, await gcmKey(key), encoder.encode(plaintext)))
    return { ciphertext: sealed.subarray(0, -16), tag: sealed.subarray(-16) }
  },

  async openCbcHs512(key, iv, ciphertext, tag, authenticated) {
    if (tag.length !== 32) return null
    // `verify` wants the whole HMAC and the JWE holds half of it, so the comparison is made here, in constant time.
    const macKey = await imported(key, "mac", { name: "HMAC", hash: "SHA-512" }, ["sign"], 0, 32)
    const mac = new Uint8Array(await subtle.sign("HMAC", macKey, own(authenticated)))
    let difference = 0
    for (let i = 0; i < 32; i++) difference |= (mac[i] as number) ^ (tag[i] as number)
    if (difference !== 0) return null
    try {
      const cbcKey = await imported(key, "cbc", "AES-CBC", ["decrypt"], 32)
      return decoder.decode(await subtle.decrypt({ name: "AES-CBC", iv: own(iv) }, cbcKey, own(ciphertext)))
    } catch {
      return null
    }
  },

  keyBytes: (key) => key.bytes,
  sha256: async (bytes) => new Uint8Array(await subtle.digest("SHA-256", own(bytes))),
  sha512: async (bytes) => new Uint8Array(await subtle.digest("SHA-512", own(bytes))),
}
