/**
 * How often something was tried. Counted in the store that all processes share, and in this one too: the higher count holds, so a store
 * that is away, was emptied, or whose clock jumped frees nobody.
 */
import type { CounterStore, FeatureContext } from "../contracts/feature.js"
import { hmacHex } from "../crypto/hmac.js"
import { SignInError, StorageError } from "../errors.js"
import { type MaybePromise, whenReady } from "../maybe-promise.js"
import { withinSeconds } from "../options/patience.js"
import { type Counter, type Counters, createCounters } from "./counters.js"

export interface Limit {
  /** What is counted, such as `mail ada@example.com`. It is stored as a digest that nobody without the secret can try values against. */
  readonly subject: string
  readonly most: number
  /** Seconds. */
  readonly window: number
}

export interface Tally {
  readonly limit: Limit
  readonly key: string
  readonly count: number
  /** Seconds until the count begins anew. */
  readonly retryAfter: number
  /** Whether the store has counted it too. */
  readonly isStored: boolean
}

type CountingContext = Pick<FeatureContext, "adapter" | "features" | "secret" | "log">

const registryKey = Symbol.for("countersign.counters")
const beside = new WeakMap<CounterStore, Counters>()

/**
 * The counters beside a store. Without one those of the whole process, of all copies of this module: bundlers make one for each route, and
 * options may be made anew for each request.
 */
function countersHere(context: CountingContext): Counters {
  const store = storeOf(context)
  const registry = globalThis as { [registryKey]?: Counters }
  const counters = (store ? beside.get(store) : registry[registryKey]) ?? createCounters()
  if (store) beside.set(store, counters)
  else registry[registryKey] = counters
  return counters
}

/**
 * Counts one more, before it is tried: of many at once each gets another number. Never rejects. Who has used up a limit in this process is
 * refused whatever the store says, which is spared the question: the more somebody tries, the less it has to do.
 */
export async function count(context: CountingContext, limit: Limit): Promise<Tally> {
  const { most, window } = limit
  const key = await keyOf(context, limit)
  const local = countersHere(context).increment(key, window)
  const stored = local.count > most ? null : await ask(context, (store) => store.increment(key, window))
  const counts = stored && isCredible(stored, window) ? [local, stored] : [local]
  const until = counts.filter((it) => it.count > most || counts.length === 1).map(({ expires }) => expires.getTime())
  const seconds = Math.ceil((Math.max(0, ...until) - Date.now()) / 1000)
  return {
    limit,
    key,
    count: Math.max(...counts.map((it) => it.count)),
    retryAfter: Math.min(window, Math.max(1, seconds)),
    isStored: stored !== null,
  }
}

/** Whether as many as may have been counted in this process already. Counts none. */
export async function isUsedUp(context: CountingContext, limit: Limit): Promise<boolean> {
  return countersHere(context).countOf(await keyOf(context, limit)) >= limit.most
}

/** It was no failure, or the failures before it count no more. With a store that cannot take back it stays counted there. */
export async function takeBack(context: CountingContext, { key, isStored }: Tally, by = 1): Promise<void> {
  countersHere(context).decrement(key, by)
  if (isStored || by > 1) await ask(context, (store) => store.decrement?.(key, by))
}

/** @throws {SignInError} `TooManyRequests` */
export function refuse({ retryAfter }: Pick<Tally, "retryAfter">): never {
  throw new SignInError("TooManyRequests", `Too many attempts; try again in ${retryAfter} seconds.`, { retryAfter })
}

/** @throws {SignInError} `TooManyRequests` */
export async function countOrRefuse(context: CountingContext, limit: Limit): Promise<Tally> {
  const tally = await count(context, limit)
  return tally.count > limit.most ? refuse(tally) : tally
}

const keyOf = ({ secret }: CountingContext, { subject, window }: Limit): MaybePromise<string> =>
  whenReady(hmacHex(secret, `attempts ${window} ${subject}`), (digest) => `attempts:${digest.slice(0, 32)}`)

/** Whether it is a count at all, and of now: one that ends later than its window was made by a clock that was ahead. */
const isCredible = ({ count, expires }: Counter, window: number): boolean =>
  Number.isSafeInteger(count) &&
  expires instanceof Date &&
  expires.getTime() <= Date.now() + (window + tolerance) * 1000

/** Seconds by which the clocks of a store and ours may differ. */
const tolerance = 60
/** Seconds until a store that gives no answer is given up. */
const patience = 5
/** Seconds for which it is not asked again. */
const pause = 5

/** When a store that failed is asked again, in milliseconds since the process began. */
const away = new WeakMap<object, number>()

/** The features' store, else the adapter where it can count. */
function storeOf({ features, adapter }: CountingContext): CounterStore | null {
  const own = features.find(({ counters }) => counters)?.counters
  if (own) return own
  return adapter?.increment ? (adapter as CounterStore) : null
}

async function ask<R>(context: CountingContext, question: (store: CounterStore) => R): Promise<Awaited<R> | null> {
  const store = storeOf(context)
  if (!store || (away.get(store) ?? 0) > performance.now()) return null
  try {
    const answer = await withinSeconds(patience, () => question(store))
    away.delete(store)
    return answer
  } catch (cause) {
    if (!away.has(store)) context.log.error("RATE_LIMIT_STORE_FAILED", storeFailed(cause))
    away.set(store, performance.now() + pause * 1000)
    return null
  }
}

const storeFailed = (cause: unknown): StorageError =>
  new StorageError(
    "STORAGE_FAILED",
    "Attempts could not be counted in the database: until it answers, each process counts on its own. See `cause`.",
    { cause },
  )
