/** Runs a job as soon as a lane is free. `null`, at once, when too many wait already. */
export type Lanes = <R>(job: () => Promise<R>) => Promise<R | null>

/** Lanes for heavy work: so many jobs at once, so many waiting, in the order in which they came. */
export function createLanes(atOnce: number, mostWaiting: number): Lanes {
  const waiting: (() => void)[] = []
  let running = 0

  /** A lane that is handed on stays taken. */
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }

  return async (job) => {
    if (running < atOnce) running++
    else if (waiting.length < mostWaiting) await new Promise<void>((resolve) => waiting.push(resolve))
    else return null
    try {
      return await job()
    } finally {
      leave()
    }
  }
}
