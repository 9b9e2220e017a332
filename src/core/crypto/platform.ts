import type { MaybePromise } from "../maybe-promise.js"
import type { Remembered } from "./remembered.js"

/** Of SHA-2, in bits. */
export type DigestLength = 256 | 384 | 512

/**
 * What a runtime must bring. Node answers at once, Web Crypto with promises; the callers take both.
 * Opening answers `null` for whatever was not sealed with the key: one indistinct answer (RFC 7516 §11.5).
 */
export interface Platform<Key> {
  /** HKDF with SHA-256 (RFC 5869). `length` in bytes. */
  deriveKey(secret: string, salt: string, info: string, length: number): MaybePromise<Key>
  /**
   * Opens AES-256-GCM. `sealed`: nonce, ciphertext and tag in base64url, with a dot between them; `null` for any other spelling.
   * The plaintext is UTF-8 to the last byte, else `null` (RFC 8725 §3.7); a byte order mark stays.
   */
  openGcm(key: Key, sealed: string, aad: Uint8Array): MaybePromise<string | null>
  /** What `openGcm` opens. */
  sealGcm(key: Key, iv: Uint8Array, plaintext: string, aad: Uint8Array): MaybePromise<string>
  /** Opens A256CBC-HS512 (RFC 7518 §5.2.5), and is as strict. */
  openCbcHs512(key: Key, sealed: string, aad: Uint8Array): MaybePromise<string | null>
  /** Absent at the edge, where a bundle's size counts and a process lives for few requests. */
  readonly remembered?: Remembered
  encodeBase64url(bytes: Uint8Array): string
  /** `null` for what {@link encodeBase64url} would not write: the runtimes themselves are lenient, each in its own way. */
  decodeBase64url(text: string): Uint8Array | null
}
