/**
 * Keys derived from secrets, each once. Derivation costs more than everything else on a request's path together.
 *
 * The two schemes are those of next-auth v4 and Auth.js v5, so that their tokens open here and ours open there.
 */
import { platform } from "#crypto"
import type { MaybePromise } from "../maybe-promise.js"

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
  const id = `${encryption}\0${salt}\0${secret}`
  let key = cache.get(id)
  if (!key) {
    if (cache.size === limit) cache.clear()
    key = deriveKey(encryption, secret, salt)
    cache.set(id, key)
  }
  last = { encryption, secret, salt, key }
  return key
}

function deriveKey(encryption: Encryption, secret: string, salt: string): MaybePromise<Key> {
  const isOurs = encryption === "A256GCM"
  const purpose = salt || !isOurs ? ` (${salt})` : ""
  const info = `${isOurs ? "NextAuth" : "Auth"}.js Generated Encryption Key${purpose}`
  return platform.deriveKey(secret, salt, info, isOurs ? 32 : 64)
}
