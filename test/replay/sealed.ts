import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, randomUUID } from "node:crypto"

/**
 * The documented token format, written a second time from its description: `dir` with `A256GCM`, the key derived from
 * the secret by HKDF. What the library accepts is checked against this, not against itself.
 */
const header = { alg: "dir", enc: "A256GCM" }

export type Claims = Record<string, unknown>

function keyFor(secret: string, salt: string): Buffer {
  const info = `NextAuth.js Generated Encryption Key${salt ? ` (${salt})` : ""}`
  return Buffer.from(hkdfSync("sha256", secret, salt, info, 32))
}

const base64url = (value: string | Buffer): string => Buffer.from(value).toString("base64url")
export const now = (): number => Math.floor(Date.now() / 1000)

/** Seals claims as the documented session token; `iat`, `exp` and `jti` are filled in unless given. */
export function seal(claims: Claims, secret: string, salt = ""): string {
  const iv = randomBytes(12)
  const head = base64url(JSON.stringify(header))
  const cipher = createCipheriv("aes-256-gcm", keyFor(secret, salt), iv).setAAD(Buffer.from(head))
  const full = { iat: now(), exp: now() + 2_592_000, jti: randomUUID(), ...claims }
  const text = Buffer.concat([cipher.update(JSON.stringify(full)), cipher.final()])
  return [head, "", base64url(iv), base64url(text), base64url(cipher.getAuthTag())].join(".")
}

/** Opens a token by the documented algorithm. @throws when it was not sealed that way. */
export function open(token: string, secret: string): { header: Claims; claims: Claims } {
  const [head = "", , iv = "", text = "", tag = ""] = token.split(".")
  const decipher = createDecipheriv("aes-256-gcm", keyFor(secret, ""), Buffer.from(iv, "base64url"))
  decipher.setAAD(Buffer.from(head)).setAuthTag(Buffer.from(tag, "base64url"))
  const plain = Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()])
  return { header: JSON.parse(Buffer.from(head, "base64url").toString()), claims: JSON.parse(plain.toString()) }
}

/** The documented CSRF cookie: the token, a bar, and the SHA-256 of token and secret; percent-encoded as sent. */
export function csrfCookie(token: string, secret: string): string {
  return `${token}%7C${createHash("sha256").update(`${token}${secret}`).digest("hex")}`
}
