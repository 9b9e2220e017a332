/** Counters in the memory of this process. */
import { createOverflow } from "./overflow.js"

export interface Counter {
  readonly count: number
  readonly expires: Date
}

export interface Counters {
  /** Adds one to a counter that begins anew `windowSeconds` after its first count. */
  increment(key: string, windowSeconds: number): Counter
  /** Takes counts back; never below none. */
  decrement(key: string, by: number): void
  /** What has been counted so far. */
  countOf(key: string): number
}

interface Kept {
  readonly count: number
  /** Milliseconds of the counters' clock. */
  readonly until: number
}

/** Keys that are counted one by one, in each of two generations: with what overflows some 20 MB. */
const capacity = 20_000

/**
 * `clock`: milliseconds. Unless told they are counted from the start of the process, so that setting its clock ends no window.
 *
 * Of too many keys the older half goes into the overflow, which remembers their counts by and large and never less: inventing keys
 * frees nobody.
 */
export function createCounters(clock: () => number = () => performance.now()): Counters {
  let [young, old] = [new Map<string, Kept>(), new Map<string, Kept>()]
  const overflow = createOverflow()

  const live = (key: string, now: number): Kept | null => {
    const known = young.get(key) ?? old.get(key) ?? overflow.find(key, now)
    return known && known.until > now ? known : null
  }
  const keep = (key: string, counter: Kept): void => {
    young.set(key, counter)
    if (young.size < capacity) return
    for (const [forgotten, its] of old) overflow.add(forgotten, its)
    old = young
    young = new Map()
  }

  return {
    increment(key, windowSeconds) {
      const now = clock()
      const known = live(key, now)
      const end = now + windowSeconds * 1000
      const counter = known ? { count: known.count + 1, until: Math.min(known.until, end) } : { count: 1, until: end }
      keep(key, counter)
      return { count: counter.count, expires: new Date(Math.round(Date.now() + counter.until - now)) }
    },
    decrement(key, by) {
      const known = young.get(key) ?? old.get(key)
      if (known) keep(key, { count: Math.max(0, known.count - by), until: known.until })
    },
    countOf: (key) => live(key, clock())?.count ?? 0,
  }
}
