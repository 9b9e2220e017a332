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

/** Keys that are counted one by one: with what overflows some 15 MB. */
const capacity = 40_000

/**
 * `clock`: milliseconds. Unless told they are counted from the start of the process, so that setting its clock ends no window.
 *
 * Of too many keys the oldest goes into the overflow, which remembers its count by and large and never less: inventing keys frees
 * nobody.
 */
export function createCounters(clock: () => number = () => performance.now()): Counters {
  const kept = new Map<string, Kept>()
  const overflow = createOverflow()

  const live = (key: string, now: number): Kept | null => {
    const known = kept.get(key) ?? overflow.find(key, now)
    return known && known.until > now ? known : null
  }
  const keep = (key: string, counter: Kept): void => {
    kept.set(key, counter)
    if (kept.size <= capacity) return
    const [oldest, its] = kept.entries().next().value as [string, Kept]
    kept.delete(oldest)
    overflow.add(oldest, its)
  }

  return {
    increment(key, windowSeconds) {
      const now = clock()
      const known = live(key, now)
      const counter = known
        ? { count: known.count + 1, until: known.until }
        : { count: 1, until: now + windowSeconds * 1000 }
      keep(key, counter)
      return { count: counter.count, expires: new Date(Math.round(Date.now() + counter.until - now)) }
    },
    decrement(key, by) {
      const known = kept.get(key)
      if (known) kept.set(key, { count: Math.max(0, known.count - by), until: known.until })
    },
    countOf: (key) => live(key, clock())?.count ?? 0,
  }
}
