/** Seals as RFC 7516 says, or as no honest sealer would: every byte of a token is the caller's choice. */
import { createCipheriv, createHmac } from "node:crypto"
import type { Encryption } from "../../../src/core/crypto/keys.js"
import { keyOf } from "../forge.js"

export const base64url = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString("base64url")

export interface Sealing {
  readonly encryption: Encryption
  readonly key: Buffer
  readonly plaintext: string | Buffer
  /** Text of the protected header; default: what our sealer and Auth.js v5's write. */
  readonly header?: string | Buffer
  readonly encryptedKey?: string
  readonly iv: Buffer
  /** What is authenticated beside the ciphertext; default: the header as it is spelled. */
  readonly aad?: Buffer
  /** Plaintext is encrypted as it is, with a padding of the caller's. Only of CBC. */
  readonly isPadded?: boolean
  /** The HMAC in place of SHA-512's, and the half of it that is kept. Only of CBC. */
  readonly hmac?: string
  readonly cutTag?: (tag: Buffer) => Buffer
  /** The length of the AAD as it is authenticated. Only of CBC. */
  readonly lengthOfAad?: Buffer
}

export const properHeader = (encryption: Encryption): string => JSON.stringify({ alg: "dir", enc: encryption })

/** The key that a secret and a purpose derive, for either form. */
export const deriveKey = (encryption: Encryption, secret: string, salt: string): Buffer =>
  encryption === "A256GCM" ? keyOf.nextAuth(secret, salt) : keyOf.authjs(secret, salt)

export function sealing(by: Sealing): string {
  const header = base64url(by.header ?? properHeader(by.encryption))
  const aad = by.aad ?? Buffer.from(header)
  const { text, tag } = by.encryption === "A256GCM" ? gcm(by, aad) : cbc(by, aad)
  const kept = by.cutTag?.(tag) ?? (by.encryption === "A256GCM" ? tag : tag.subarray(0, 32))
  return [header, by.encryptedKey ?? "", ...[by.iv, text, kept].map(base64url)].join(".")
}

function gcm({ key, iv, plaintext }: Sealing, aad: Buffer): { text: Buffer; tag: Buffer } {
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(aad)
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return { text, tag: cipher.getAuthTag() }
}

/** RFC 7518 §5.2.2.1. */
function cbc(by: Sealing, aad: Buffer): { text: Buffer; tag: Buffer } {
  const block = by.iv.length === 16 ? by.iv : Buffer.alloc(16, by.iv)
  const cipher = createCipheriv("aes-256-cbc", by.key.subarray(32), block).setAutoPadding(!by.isPadded)
  const text = Buffer.concat([cipher.update(by.plaintext), cipher.final()])
  const length = by.lengthOfAad ?? Buffer.alloc(8)
  if (!by.lengthOfAad) length.writeBigUInt64BE(BigInt(aad.length * 8))
  const mac = createHmac(by.hmac ?? "sha512", by.key.subarray(0, 32))
  return { text, tag: mac.update(aad).update(by.iv).update(text).update(length).digest() }
}
