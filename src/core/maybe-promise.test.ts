import { runInNewContext } from "node:vm"
import { afterEach, expect, test, vi } from "vitest"
import { attempt, isPromise, settling, whenReady } from "./maybe-promise.js"

afterEach(() => vi.unstubAllGlobals())

test("what is there at once is taken at once", () => {
  expect(whenReady(1, (value) => value + 1)).toBe(2)
  expect(attempt(() => 1, String)).toBe(1)
  expect(
    attempt(
      () => JSON.parse("{"),
      () => "refused",
    ),
  ).toBe("refused")
  expect(settling(null)).toBeNull()
})

test("what comes later is waited for, refused or not", async () => {
  expect(await whenReady(Promise.resolve(1), (value) => value + 1)).toBe(2)
  expect(await attempt(() => Promise.reject(new Error("late")), String)).toBe("Error: late")
})

test.each([
  ["of another realm", () => {}],
  [
    "where an app has put another Promise in the place of ours",
    () => vi.stubGlobal("Promise", class extends Promise<unknown> {}),
  ],
])("a promise %s is never taken for the value", async (_, prepare) => {
  prepare()
  const later = runInNewContext("(value) => Promise.resolve(value)")(1)
  const ours = (async () => 1)()
  for (const promise of [later, ours]) {
    expect(promise).toSatisfy(isPromise)
    expect(await whenReady(promise, (value) => `${value}`)).toBe("1")
    expect(await attempt(() => promise, String)).toBe(1)
    expect(await settling(promise)).toBe(1)
  }
})
