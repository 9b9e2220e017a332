import { afterEach, expect, test, vi } from "vitest"
import { SignInError, StorageError } from "../errors.js"
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

test("what the adapter threw is kept as the cause, under the code that was asked for", async () => {
  const cause = new Error("unique constraint")
  const failing = (...code: ["OAuthCreateAccount"] | []) => stored(() => Promise.reject(cause), ...code)
  await expect(failing()).rejects.toMatchObject({ name: "StorageError", code: "STORAGE_FAILED", cause })
  await expect(failing("OAuthCreateAccount")).rejects.toMatchObject({ code: "OAuthCreateAccount", cause })
  const thrown = () => {
    throw cause
  }
  await expect(stored(thrown)).rejects.toMatchObject({ code: "STORAGE_FAILED", cause })
})

test("an error of ours passes as it is", async () => {
  const own = new SignInError("AccessDenied", "No.")
  await expect(stored(() => Promise.reject(own))).rejects.toBe(own)
})
