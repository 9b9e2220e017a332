/** Many requests, at a rate that an app can bear. */
import { setTimeout as sleep } from "node:timers/promises"

/** Requests that may wait for their answers at a time. */
const atATime = 10

/**
 * Performs all, in order, at most `rate` a second.
 *
 * @returns the results, in the same order
 * @throws what the first that fails throws; then no more are begun
 */
export async function performAll<T, R>(all: readonly T[], rate: number, perform: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const started = performance.now()
  let next = 0
  const work = async (): Promise<void> => {
    while (next < all.length) {
      const i = next++
      const early = started + (i * 1000) / rate - performance.now()
      if (early > 1) await sleep(early)
      results[i] = await perform(all[i] as T).catch((error: unknown) => {
        next = all.length // the others have no more to do either
        throw error
      })
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: atATime }, work))
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason
  return results
}
