import { refuse, type Tally } from "../../core/limits/count.js"
import { wait } from "../../core/limits/wait.js"

/** Seconds that nobody would notice are not waited. */
const noticeable = 0.1

/**
 * Lets the last attempts before a limit wait: the last of all the longest, and each before it half as long. Whoever finds too many
 * waiting is told to come back instead.
 *
 * @throws {SignInError} `TooManyRequests`
 */
export async function slowDown(
  tallies: readonly Tally[],
  maxDelay = 4,
  isSolved: () => Promise<boolean>,
): Promise<void> {
  const seconds = Math.max(0, ...tallies.map((tally) => delayFor(tally, maxDelay)))
  if (seconds < noticeable || (await isSolved())) return
  if (!(await wait(seconds))) refuse({ retryAfter: Math.ceil(seconds) })
}

/** The first attempt never waits, however low the limit. */
const delayFor = ({ count, limit }: Tally, maxDelay: number): number =>
  count === 1 ? 0 : Math.min(maxDelay, maxDelay / 2 ** (limit.most - count))
