/**
 * Counts of more keys than are kept one by one, in a fixed amount of memory. A key has one cell in each row; a cell holds the highest
 * count of all keys that share it, and the answer is the lowest of a key's cells. It is never less than what was counted, and hardly
 * ever more: two keys would have to share all their cells.
 *
 * @see https://en.wikipedia.org/wiki/Count%E2%80%93min_sketch
 */
interface Counted {
  readonly count: number
  /** Milliseconds of the counters' clock. */
  readonly until: number
}

interface Overflow {
  add(key: string, counted: Counted): void
  /** `null` when nothing was added under this key. */
  find(key: string, now: number): Counted | null
}

/** Of a row; a power of two. */
const cells = 1 << 20
const seeds = [0x811c9dc5, 0x2f0b4c47]

export function createOverflow(): Overflow {
  let rows: { readonly counts: Uint16Array; readonly untils: Uint32Array }[] = []

  return {
    add(key, { count, until }) {
      if (rows.length === 0)
        rows = seeds.map(() => ({ counts: new Uint16Array(cells), untils: new Uint32Array(cells) }))
      for (const [nth, { counts, untils }] of rows.entries()) {
        const cell = cellOf(key, nth)
        counts[cell] = Math.min(65_535, Math.max(counts[cell] ?? 0, count))
        untils[cell] = Math.max(untils[cell] ?? 0, Math.ceil(until / 1000))
      }
    },
    find(key, now) {
      let [count, until] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
      for (const [nth, { counts, untils }] of rows.entries()) {
        const cell = cellOf(key, nth)
        const its = (untils[cell] ?? 0) * 1000
        if (its <= now) {
          counts[cell] = 0
          return null
        }
        count = Math.min(count, counts[cell] ?? 0)
        until = Math.min(until, its)
      }
      return rows.length > 0 && count > 0 ? { count, until } : null
    },
  }
}

/** FNV-1a. */
function cellOf(key: string, row: number): number {
  let hash = seeds[row] ?? 0
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return (hash ^ (hash >>> 15)) & (cells - 1)
}
