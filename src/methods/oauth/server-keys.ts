import {
  allowInsecureRequests,
  customFetch,
  type JWKSCacheInput,
  jwksCache,
  type ValidateSignatureOptions,
} from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { Server } from "./discovery.js"
import { jsonObject, providerFetch } from "./provider-fetch.js"

interface Refresh {
  readonly at: number
  readonly done: Promise<void>
}

/** Milliseconds between two fetches that signatures by unknown keys may cause. */
const coolDown = 30_000

const refreshes = new WeakMap<JWKSCacheInput, Refresh>()

/** How the protocol library gets at the keys of a server. */
export function keyOptions(provider: OAuthProvider, { keys }: Server): ValidateSignatureOptions {
  return {
    [jwksCache]: keys,
    [customFetch]: providerFetch(provider),
    [allowInsecureRequests]: true, // `providerFetch` decides, by what the developer configured
  }
}

/**
 * Checks a signature with the server's keys. Keys that were fetched for an earlier sign-in may have been replaced since: when
 * the check fails they are fetched once more, for everybody who waits for them, but not for every forged signature.
 */
export async function withServerKeys<T>(provider: OAuthProvider, server: Server, check: () => Promise<T>): Promise<T> {
  const isFirstUse = server.keys.uat === undefined
  try {
    return await check()
  } catch (error) {
    if (isFirstUse) throw error
    await refreshed(provider, server).catch(() => Promise.reject(error))
    return check()
  }
}

/** Seconds for which the protocol library uses keys without fetching them anew, less what a request may take. */
const keysLast = 240

/**
 * Has the server's keys at hand before something is asked for that can be asked for only once.
 *
 * @throws {TypeError} when they cannot be fetched
 */
export async function ensureKeys(provider: OAuthProvider, server: Server): Promise<void> {
  const age = Date.now() / 1000 - (server.keys.uat ?? 0)
  if (server.metadata.jwks_uri && age > keysLast) await refresh(provider, server)
}

function refreshed(provider: OAuthProvider, server: Server): Promise<void> {
  const last = refreshes.get(server.keys)
  const now = Date.now()
  if (last && now - last.at < coolDown) return last.done
  const done = refresh(provider, server)
  refreshes.set(server.keys, { at: now, done })
  return done
}

/** Replaces the keys; those we have go on serving when there are no new ones. */
async function refresh(provider: OAuthProvider, { metadata, keys }: Server): Promise<void> {
  const answer = await providerFetch(provider)(metadata.jwks_uri ?? "", { headers: { accept: "application/json" } })
  const jwks = await jsonObject(answer)
  if (!Array.isArray(jwks.keys)) throw new TypeError("The provider published no keys")
  Object.assign(keys, { jwks, uat: Math.floor(Date.now() / 1000) })
}
