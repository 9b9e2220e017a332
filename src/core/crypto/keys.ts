/**
 * Keys derived from secrets, each once. Derivation costs more than everything else on a request's path together.
 *
 * The two schemes are those of next-auth v4 and Auth.js v5, so that their tokens open here and ours open there.
 */
import { platform } from "#crypto"
import { encodeBase64url } from "./base64url.js"
import type { MaybePromise } from "./maybe-promise.js"

/** `A256GCM` is next-auth v4's form of a sealed token, `A256CBC-HS512` Auth.js v5's. */
export type Encryption = "A256GCM" | "A256CBC-HS512"

export type Key = Awaited<ReturnType<typeof platform.deriveKey>>

/** Far more (secret, salt) pairs than an app has; a bound because an app may bring a secret per tenant. */
const limit = 256
const cache = new Map<string, MaybePromise<Key>>()

/** Most apps have one key: comparing three texts with the last call's is cheaper than looking one up. */
let last: { encryption: Encryption; secret: string; salt: string; key: MaybePromise<Key> } | undefined

export function keyFor(encryption: Encryption, secret: string, salt: string): MaybePromise<Key> {
  if (last?.secret === secret && last.salt === salt && last.encryption === encryption) return last.key
  const key = cachedKey(encryption, secret, salt)
  last = key instanceof Promise ? undefined : { encryption, secret, salt, key }
  return key
}

function cachedKey(encryption: Encryption, secret: string, salt: string): MaybePromise<Key> {
  const id = `${encryption}\0${salt}\0${secret}`
  const known = cache.get(id)
  if (known) return known

  const derived = deriveKey(encryption, secret, salt)
  if (cache.size >= limit) cache.delete(cache.keys().next().value as string)
  cache.set(id, derived)
  if (derived instanceof Promise) {
    derived.then(
      (key) => cache.set(id, key),
      () => cache.delete(id),
    )
  }
  return derived
}

function deriveKey(encryption: Encryption, secret: string, salt: string): MaybePromise<Key> {
  if (encryption === "A256GCM") {
    const info = `NextAuth.js Generated Encryption Key${salt ? ` (${salt})` : ""}`
    return platform.deriveKey(secret, salt, info, 32)
  }
  return platform.deriveKey(secret, salt, `Auth.js Generated Encryption Key (${salt})`, 64)
}

/**
 * Thumbprint by which Auth.js v5 names a symmetric key.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7638#section-3
 */
export async function thumbprint(key: Key): Promise<string> {
  const canonical = `{"k":"${encodeBase64url(platform.keyBytes(key))}","kty":"oct"}`
  return encodeBase64url(await platform.sha512(new TextEncoder().encode(canonical)))
}
