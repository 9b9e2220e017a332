import { afterEach, expect, test, vi } from "vitest"
import { StorageError } from "../errors.js"
import { stored } from "./stored.js"

afterEach(() => {
  vi.useRealTimers()
})

test("an adapter that never answers is given up after ten seconds", async () => {
  vi.useFakeTimers()
  const asked = stored(() => new Promise(() => {}))
  const refused = expect(asked).rejects.toThrow(StorageError)
  await vi.advanceTimersByTimeAsync(9_900)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(200)
  await refused
})

test("an answer leaves no timer behind, and neither does a failure", async () => {
  vi.useFakeTimers()
  expect(await stored(async () => 1)).toBe(1)
  expect(await stored(() => 2)).toBe(2)
  await expect(stored(() => Promise.reject(new Error("away")))).rejects.toThrow(StorageError)
  expect(vi.getTimerCount()).toBe(0)
})
