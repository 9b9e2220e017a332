/**
 * One refresh at a time for each refresh token: in this process by a shared promise, across processes by a lease. Providers that
 * rotate refresh tokens take a second use for theft.
 */
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { sha256Hex } from "../../core/crypto/digest.js"
import { ProtocolError, SignInError } from "../../core/errors.js"
import { refresh, refused } from "./refresh.js"
import { isFresh, type KeptTokens, type TokenStore } from "./tokens.js"

interface Flight {
  readonly result: Promise<KeptTokens>
  /** Whether the result is stored where every request finds it. */
  isStored: boolean
  /** Milliseconds since the epoch after which it is forgotten. */
  until: number
}

/** By refresh token. A browser sends the old cookie for some moments after the new one was set. */
const flights = new Map<string, Flight>()
const mostFlights = 1000
const remembered = 60_000

/** Seconds for which a refusal is remembered: nobody asks again with the same token. */
const refusalLasts = 3600

/** Milliseconds between two looks at what another process does. */
const pause = 100

/**
 * @throws {SignInError} `RefreshTokenError`
 * @throws {ProtocolError} `OAuthCallback`
 * @throws {StorageError} when the fresh tokens could not be kept; they are kept by the next call in this process
 */
export async function refreshOnce(provider: OAuthProvider, store: TokenStore, kept: KeptTokens): Promise<KeptTokens> {
  const server = provider.discovery ?? provider.token.url
  const key = await sha256Hex(JSON.stringify([server, provider.clientId, kept.providerAccountId, kept.refresh_token]))
  const flight = currentFlight(key) ?? begin(key, () => obtain(provider, store, kept, key))
  const fresh = await flight.result
  if (flight.isStored && store.isShared) return fresh
  await store.write(fresh)
  flight.isStored = true
  return fresh
}

function currentFlight(key: string): Flight | undefined {
  const flight = flights.get(key)
  return flight && flight.until > Date.now() ? flight : undefined
}

/** What came of it is remembered, so that it is not lost when it could not be stored; a failure that may pass is forgotten. */
function begin(key: string, work: () => Promise<KeptTokens>): Flight {
  const flight: Flight = { result: work(), isStored: false, until: Number.POSITIVE_INFINITY }
  flights.set(key, flight)
  const oldest = flights.keys().next().value
  if (flights.size > mostFlights && oldest !== undefined) flights.delete(oldest)
  const remember = () => {
    flight.until = Date.now() + remembered
  }
  flight.result.then(remember, (error) => (error instanceof SignInError ? remember() : flights.delete(key)))
  return flight
}

async function obtain(provider: OAuthProvider, store: TokenStore, kept: KeptTokens, key: string): Promise<KeptTokens> {
  if ((await store.outcome(key)) === "refused") throw refused(provider.id)
  if (!store.lease) return askProvider(provider, store, kept, key)

  const seconds = Math.ceil((provider.timeout * 3) / 1000) + 2 // discovery, tokens, keys
  const deadline = Date.now() + (seconds + 1) * 1000
  while (Date.now() < deadline) {
    if (await store.lease(key, seconds))
      return (await renewedSince(store, kept)) ?? askProvider(provider, store, kept, key)
    await new Promise((resolve) => setTimeout(resolve, pause))
    const renewed = await renewedSince(store, kept)
    if (renewed) return renewed
    const outcome = await store.outcome(key)
    if (outcome === "refused") throw refused(provider.id)
    if (outcome === "failed") break
  }
  throw new ProtocolError("OAuthCallback", `Another process could not refresh the token of provider "${provider.id}".`)
}

/** What another process has stored meanwhile. */
async function renewedSince(store: TokenStore, kept: KeptTokens): Promise<KeptTokens | null> {
  const now = await store.read()
  const isAnother = now?.access_token !== kept.access_token || now?.refresh_token !== kept.refresh_token
  return now && isAnother && isFresh(now, new Date(), 0) ? now : null
}

async function askProvider(
  provider: OAuthProvider,
  store: TokenStore,
  kept: KeptTokens,
  key: string,
): Promise<KeptTokens> {
  store.assertWritable()
  try {
    return await refresh(provider, kept, new Date())
  } catch (error) {
    const isRefused = error instanceof SignInError
    await store.noteOutcome(key, isRefused ? "refused" : "failed", isRefused ? refusalLasts : 5).catch(() => {})
    throw error
  }
}
