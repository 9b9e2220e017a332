import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createCounters } from "./counters.js"

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

test("counts each key, and begins anew after the window", () => {
  const counters = createCounters()
  const counts = () => ["a", "b", "a"].map((key) => counters.increment(key, 60, 5).count)
  expect(counts()).toEqual([1, 1, 2])
  vi.setSystemTime(59_999)
  expect(counters.increment("a", 60, 5)).toMatchObject({ count: 3, expires: new Date(60_000) })
  vi.setSystemTime(60_000)
  expect(counts()).toEqual([1, 1, 2])
})

test("whoever has reached the limit is not freed by inventing thirty thousand others", () => {
  const counters = createCounters()
  for (let times = 0; times < 3; times++) counters.increment("full", 60, 3)
  counters.increment("young", 60, 3)
  for (let other = 0; other < 30_000; other++) counters.increment(`other ${other}`, 60, 3)
  expect(counters.increment("full", 60, 3).count).toBe(4)
  expect(counters.increment("young", 60, 3).count).toBe(1)
})
