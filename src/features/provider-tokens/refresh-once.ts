/**
 * One refresh at a time for each refresh token: in this process by a shared promise, across processes by a lease. Providers that
 * rotate refresh tokens take a second use for theft.
 */
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { sha256Hex } from "../../core/crypto/digest.js"
import { ProtocolError, SignInError } from "../../core/errors.js"
import type { Server } from "../../methods/oauth/discovery.js"
import { bindsTokens } from "../../methods/oauth/proof-of-possession.js"
import { prepare, refresh, refused } from "./refresh.js"
import { areSame, isFresh, type KeptTokens, type TokenStore } from "./tokens.js"

interface Flight {
  readonly answer: Promise<KeptTokens>
  /** What is stored where every request finds it; `null` until it is. */
  stored: Promise<KeptTokens | null> | null
  /** Milliseconds since the epoch after which it is forgotten. */
  until: number
}

/** By refresh key. A browser sends the old cookie for some moments after the new one was set. */
const flights = new Map<string, Flight>()
const mostFlights = 1000
const remembered = 60_000

/** Seconds for which a refusal is remembered, so that nobody asks again with the same token; and a failure. */
const refusalLasts = 3600
const failureLasts = 60

/** Milliseconds between two looks at what another process does. */
const pause = 100

/** Milliseconds before a database that is away is tried again: what cannot be stored is lost with this process. */
const patience = [100, 400]

/** Milliseconds after which it is left to the next call: a database that is silent would keep the caller waiting for each try. */
const longestWait = 5_000

/**
 * @returns what is kept now; `null` when the account is gone
 * @throws {SignInError} `RefreshTokenError`
 * @throws {ProtocolError} `OAuthCallback`
 * @throws {ConfigurationError} when the fresh tokens could not be kept
 * @throws {StorageError} when they were not; they are kept by the next call in this process
 */
export async function refreshOnce(
  provider: OAuthProvider,
  store: TokenStore,
  kept: KeptTokens,
): Promise<KeptTokens | null> {
  const key = await refreshKey(provider, kept)
  const flight = currentFlight(key) ?? begin(key, provider, store, kept)
  const fresh = await flight.answer
  if (!store.isShared) return store.replace(kept, fresh)
  flight.stored ??= keep(flight, store, kept, fresh)
  return flight.stored
}

/** Names a refresh without telling a token. Apps that share a database have clients of their own, and refresh for themselves. */
function refreshKey(provider: OAuthProvider, tokens: KeptTokens): Promise<string> {
  const { providerAccountId, access_token, refresh_token } = tokens
  const client = [provider.discovery ?? provider.token.url, provider.clientId]
  return sha256Hex(JSON.stringify([...client, providerAccountId, access_token, refresh_token]))
}

function currentFlight(key: string): Flight | undefined {
  const flight = flights.get(key)
  return flight && flight.until > Date.now() ? flight : undefined
}

/** What came of it is remembered, so that it is not lost when it could not be stored; a failure that may pass is forgotten. */
function begin(key: string, provider: OAuthProvider, store: TokenStore, kept: KeptTokens): Flight {
  store.assertWritable()
  forgetOld()
  const flight: Flight = { answer: obtain(provider, store, kept, key), stored: null, until: Number.POSITIVE_INFINITY }
  flights.set(key, flight)
  flight.answer.then(
    () => store.isShared || remember(flight),
    (error) => (error instanceof SignInError ? remember(flight) : flights.delete(key)),
  )
  return flight
}

function remember(flight: Flight): void {
  flight.until = Date.now() + remembered
}

function forgetOld(): void {
  for (const [key, { until }] of flights) {
    if (until > Date.now() && flights.size < mostFlights) return
    flights.delete(key)
  }
}

async function keep(
  flight: Flight,
  store: TokenStore,
  kept: KeptTokens,
  fresh: KeptTokens,
): Promise<KeptTokens | null> {
  const begun = Date.now()
  for (let attempt = 0; ; attempt++) {
    try {
      const now = await store.replace(kept, fresh)
      remember(flight)
      return now
    } catch (error) {
      const wait = patience[attempt]
      if (wait === undefined || Date.now() - begun > longestWait) {
        flight.stored = null // the next call tries again
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

async function obtain(provider: OAuthProvider, store: TokenStore, kept: KeptTokens, key: string): Promise<KeptTokens> {
  const before = await store.outcome(key)
  if (before === "refused") throw refused(provider.id, kept)
  const server = await prepare(provider, kept, new Date())
  const ask = () => askProvider(provider, server, store, kept, key)
  if (!store.lease) return ask()

  const requests = bindsTokens(provider) ? 4 : 3 // tokens, and again with a nonce; keys, and again when they are new
  const seconds = Math.ceil((provider.timeout * requests) / 1000) + 3
  const deadline = Date.now() + (seconds + 1) * 1000
  while (Date.now() < deadline) {
    // A failure ends the lease: the next one has a name of its own.
    if (await store.lease(`${key} ${before ?? ""}`, seconds)) return (await renewedSince(store, kept)) ?? ask()
    await new Promise((resolve) => setTimeout(resolve, pause))
    const renewed = await renewedSince(store, kept)
    if (renewed) return renewed
    const outcome = await store.outcome(key)
    if (outcome === "refused") throw refused(provider.id, kept)
    if (outcome !== before) break
  }
  throw new ProtocolError("OAuthCallback", `Another process could not refresh the token of provider "${provider.id}".`)
}

/** What another process, or a sign-in, has stored meanwhile. */
async function renewedSince(store: TokenStore, kept: KeptTokens): Promise<KeptTokens | null> {
  const now = await store.read()
  return now && !areSame(now, kept) && isFresh(now, new Date(), 0) ? now : null
}

async function askProvider(
  provider: OAuthProvider,
  server: Server,
  store: TokenStore,
  kept: KeptTokens,
  key: string,
): Promise<KeptTokens> {
  try {
    return await refresh(provider, server, kept, new Date())
  } catch (error) {
    const isRefused = error instanceof SignInError
    // A process that could not agree with us may have been first.
    const renewed = isRefused ? await renewedSince(store, kept).catch(() => null) : null
    if (renewed) return renewed
    const [outcome, seconds] = isRefused ? ["refused", refusalLasts] : [`failed at ${Date.now()}`, failureLasts]
    await store.noteOutcome(key, outcome as string, seconds as number).catch(() => {})
    throw error
  }
}
