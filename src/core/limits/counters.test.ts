import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { beforeEach, expect, test } from "vitest"
import { createCounters } from "./counters.js"

let now = 0
const clock = () => now
beforeEach(() => {
  now = 0
})

test("counts each key, and begins anew after the window", () => {
  const counters = createCounters(clock)
  const counts = () => ["a", "b", "a"].map((key) => counters.increment(key, 60).count)
  expect(counts()).toEqual([1, 1, 2])
  now = 59_999
  expect(counters.increment("a", 60).count).toBe(3)
  expect(counters.increment("a", 60).expires.getTime() - Date.now()).toBeLessThanOrEqual(1)
  now = 60_000
  expect(counts()).toEqual([1, 1, 2])
})

test("counts are taken back, never below none, and the window ends when it did", () => {
  const counters = createCounters(clock)
  for (let times = 0; times < 5; times++) counters.increment("a", 60)
  counters.decrement("a", 2)
  expect(counters.countOf("a")).toBe(3)
  counters.decrement("a", 9)
  counters.decrement("nobody", 1)
  expect([counters.countOf("a"), counters.countOf("nobody")]).toEqual([0, 0])
  now = 59_000
  expect(counters.increment("a", 60).count).toBe(1)
  now = 60_000
  expect(counters.countOf("a")).toBe(0)
})

const keyOf = (nth: number) => `attempts:${nth.toString(16).padStart(32, "e")}`

test("a million invented keys free nobody who is counted, take no more than 32 MB, and hardly touch anybody else", () => {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void
  const used = (): number => {
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return (heapUsed + arrayBuffers) / 2 ** 20
  }
  const before = used()
  const counters = createCounters(clock)
  for (let times = 0; times < 10; times++) counters.increment("attacked", 900)
  const started = performance.now()
  for (let nth = 0; nth < 1_000_000; nth++) counters.increment(keyOf(nth), 900)
  const took = performance.now() - started
  const grown = used() - before
  console.log(`counters: 1,000,000 keys in ${took.toFixed(0)} ms and ${grown.toFixed(1)} MB`)
  expect(grown).toBeLessThan(32)
  expect(took).toBeLessThan(50_000)
  expect(counters.increment("attacked", 900).count).toBe(11)

  const strangers = Array.from({ length: 1000 }, (_, nth) => counters.increment(`stranger ${nth}`, 900).count)
  expect(Math.max(...strangers)).toBeLessThanOrEqual(3)
  now = 901_000
  expect(counters.increment("attacked", 900).count).toBe(1)
}, 60_000)

test("keys that were all tried as often as they may be free nobody either", () => {
  const counters = createCounters(clock)
  for (let times = 0; times < 10; times++) counters.increment("attacked", 900)
  for (let nth = 0; nth < 60_000; nth++) for (let times = 0; times < 10; times++) counters.increment(keyOf(nth), 900)
  expect(counters.increment("attacked", 900).count).toBe(11)
  const strangers = Array.from({ length: 2000 }, (_, nth) => counters.increment(`stranger ${nth}`, 900).count)
  expect(strangers.filter((count) => count > 1).length).toBeLessThan(20)
})
