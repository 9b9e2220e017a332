import { afterEach, expect, test, vi } from "vitest"
import { withinSeconds } from "./patience.js"

afterEach(() => {
  vi.useRealTimers()
})

test("a server that never answers is given up after ten seconds", async () => {
  vi.useFakeTimers()
  const refused = expect(withinSeconds(10, () => new Promise(() => {}))).rejects.toThrow("within 10 s")
  await vi.advanceTimersByTimeAsync(10_000)
  await refused
})

test("what sending throws, at once or later, is thrown, and no timer stays behind", async () => {
  vi.useFakeTimers()
  const fail = async () => {
    throw new Error("at once")
  }
  await expect(withinSeconds(10, fail)).rejects.toThrow("at once")
  const failNow = () => {
    throw new Error("before any promise")
  }
  await expect(withinSeconds(10, failNow)).rejects.toThrow("before any promise")
  await expect(withinSeconds(10, () => Promise.reject(new Error("later")))).rejects.toThrow("later")
  expect(await withinSeconds(10, () => "no promise")).toBe("no promise")
  await withinSeconds(10, async () => {})
  expect(vi.getTimerCount()).toBe(0)
})
