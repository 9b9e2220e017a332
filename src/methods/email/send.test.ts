import { afterEach, expect, test, vi } from "vitest"
import { sendWithin } from "./send.js"

afterEach(() => {
  vi.useRealTimers()
})

test("a server that never answers is given up after ten seconds", async () => {
  vi.useFakeTimers()
  const refused = expect(sendWithin(() => new Promise(() => {}))).rejects.toThrow("within 10 s")
  await vi.advanceTimersByTimeAsync(10_000)
  await refused
})

test("what sending throws, at once or later, is thrown, and no timer stays behind", async () => {
  vi.useFakeTimers()
  const fail = () => {
    throw new Error("at once")
  }
  await expect(sendWithin(fail)).rejects.toThrow("at once")
  await expect(sendWithin(() => Promise.reject(new Error("later")))).rejects.toThrow("later")
  await sendWithin(() => undefined)
  expect(vi.getTimerCount()).toBe(0)
})
