/** Tokens that nobody should have: an attacker's, and what somebody who leaked the key by mistake could write with it. */
import { createCipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto"

const base64url = (value: string | Buffer): string => Buffer.from(value).toString("base64url")
export const seconds = (): number => Math.floor(Date.now() / 1000)

/** Keys as the two documented token formats derive them from a secret. */
export const keyOf = {
  nextAuth: (secret: string, salt = ""): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, salt, `NextAuth.js Generated Encryption Key${salt && ` (${salt})`}`, 32)),
  authjs: (secret: string, salt: string): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, salt, `Auth.js Generated Encryption Key (${salt})`, 64)),
}

export interface Forgery {
  readonly header?: object | string | undefined
  readonly ivLength?: number
  readonly tagLength?: number
  readonly encryptedKey?: string
}

/** Seals any text with AES-256-GCM under any header. */
export function sealGcm(plaintext: string | Buffer, key: Buffer, forgery: Forgery = {}): string {
  const { header = { alg: "dir", enc: "A256GCM" }, ivLength = 12, tagLength = 16, encryptedKey = "" } = forgery
  const head = base64url(typeof header === "string" ? header : JSON.stringify(header))
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(head))
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const tag = cipher.getAuthTag().subarray(0, tagLength)
  return [head, encryptedKey, base64url(iv), base64url(text), base64url(tag)].join(".")
}

/** Seals any text with AES-256-CBC and HMAC-SHA-512 (RFC 7518 §5.2.5) under any header. */
export function sealCbc(plaintext: string, key: Buffer, header: object = { alg: "dir", enc: "A256CBC-HS512" }): string {
  const head = base64url(JSON.stringify(header))
  const iv = randomBytes(16)
  const cipher = createCipheriv("aes-256-cbc", key.subarray(32), iv)
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(head.length * 8))
  const mac = createHmac("sha512", key.subarray(0, 32)).update(head).update(iv).update(text).update(length).digest()
  return [head, "", base64url(iv), base64url(text), base64url(mac.subarray(0, 32))].join(".")
}

/** Claims as a session token has them. */
export const claims = (changes: Record<string, unknown> = {}): string =>
  JSON.stringify({ name: "Ada", email: "ada@example.com", sub: "1", iat: seconds(), exp: seconds() + 3600, ...changes })
