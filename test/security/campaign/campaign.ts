/**
 * Runs a property over many generated requests, and judges each: an answer within seconds, at most 50 ms of processor time, no
 * rejection that nobody handles, no memory that is kept.
 *
 * `npm test` asks the same each time, so that a change is to blame for what fails. `TEST_CAMPAIGN=long` makes it large, and new each
 * time; `TEST_SEED` repeats one: the seed of each campaign is printed.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import fc from "fast-check"
import { expect } from "vitest"

export const isLong: boolean = process.env.TEST_CAMPAIGN === "long"
export const seed: number = Number(process.env.TEST_SEED ?? (isLong ? Math.floor(Math.random() * 2 ** 31) : 1335643621))

/** Milliseconds. */
const mostProcessorTime = 50
const mostWaiting = 10_000
/** Bytes that may be kept when all is over, whatever was sent. */
const mostMemory = 32 * 2 ** 20

interface Tried {
  requests: number
  /** Milliseconds of the dearest request, run alone when there is a doubt. */
  dearest: number
}

export interface Campaign {
  /** Has the work answer one request, and counts it. */
  request<T>(work: () => Promise<T>): Promise<T>
}

/** What one campaign asks: how often at least, of what, and what must hold. */
export async function runCampaign<T>(
  name: string,
  requests: number,
  arbitrary: fc.Arbitrary<T>,
  property: (sent: T, campaign: Campaign) => Promise<void>,
): Promise<void> {
  const tried: Tried = { requests: 0, dearest: 0 }
  let unhandled = 0
  const count = (): void => void unhandled++
  process.on("unhandledRejection", count)
  const before = memory()
  const campaign: Campaign = { request: (work) => judged(work, tried) }
  try {
    const numRuns = isLong ? requests * 50 : requests
    await fc.assert(
      fc.asyncProperty(arbitrary, (sent) => property(sent, campaign)),
      { numRuns, seed },
    )
    await sleep(1)
  } finally {
    process.off("unhandledRejection", count)
    console.log(
      `${name}: ${tried.requests} requests, the dearest ${tried.dearest.toFixed(0)} ms of processor time, TEST_SEED=${seed}`,
    )
  }
  expect(tried.requests).toBeGreaterThanOrEqual(requests)
  expect(unhandled, "rejections that nobody handled").toBe(0)
  expect(memory() - before, "bytes kept").toBeLessThan(mostMemory)
  expect(Object.keys(Object.prototype)).toEqual([])
}

async function judged<T>(work: () => Promise<T>, tried: Tried): Promise<T> {
  const first = await measured(work)
  let { time } = first
  // Garbage of earlier requests, or a compiler at work, may have been counted: whoever is under suspicion runs again, alone.
  for (let round = 0; round < 3 && time > mostProcessorTime / 2; round++) {
    await sleep(5)
    time = Math.min(time, (await measured(work)).time)
  }
  tried.requests++
  tried.dearest = Math.max(tried.dearest, time)
  if (time > mostProcessorTime) throw new Error(`A request took ${time.toFixed(0)} ms of processor time`)
  return first.answer
}

async function measured<T>(work: () => Promise<T>): Promise<{ answer: T; time: number }> {
  const before = process.cpuUsage()
  const answer = await withoutHanging(work)
  const { user, system } = process.cpuUsage(before)
  return { answer, time: (user + system) / 1000 }
}

async function withoutHanging<T>(work: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${mostWaiting} ms`)), mostWaiting)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}

setFlagsFromString("--expose-gc")
const collectGarbage = runInNewContext("gc") as () => void

/** Bytes in use once everything that nobody holds is gone. */
export function memory(): number {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}
