interface Counter {
  readonly count: number
  readonly expires: Date
}

export interface Counters {
  /** Adds one to a counter that begins anew `windowSeconds` after its first count. `limit`: who has reached it is kept longest. */
  increment(key: string, windowSeconds: number, limit: number): Counter
}

/** Keys of each kind that are counted at a time: some megabytes. */
const capacity = 20_000

/**
 * Counters in the memory of this process. When there are too many, the oldest is forgotten of those below their limit. Those at their
 * limit are apart: inventing keys frees nobody.
 */
export function createCounters(): Counters {
  const below = new Map<string, Counter>()
  const atLimit = new Map<string, Counter>()

  return {
    increment(key, windowSeconds, limit) {
      const now = Date.now()
      const known = atLimit.get(key) ?? below.get(key)
      const isLive = known !== undefined && known.expires.getTime() > now
      const expires = isLive ? known.expires : new Date(now + windowSeconds * 1000)
      const counter = { count: isLive ? known.count + 1 : 1, expires }
      const [home, other] = counter.count >= limit ? [atLimit, below] : [below, atLimit]
      other.delete(key)
      home.set(key, counter)
      if (home.size > capacity) home.delete(home.keys().next().value as string) // the first in is the first out
      return counter
    },
  }
}
