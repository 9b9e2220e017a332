import { expect, test } from "vitest"
import { testBrowser, testProvider } from "../../../test/support/request-context.js"
import { createChecks, openChecks, removeChecks } from "./check-values.js"

const all = new Set(["state", "nonce", "pkce"] as const)
const calendar = { authorization: { url: undefined, params: { scope: "calendar" } } }

test("each check that is wanted is a value of its own, kept for this provider", async () => {
  const browser = testBrowser()
  const provider = testProvider({ checks: all })
  const checks = await createChecks(browser.request({}), provider, { pkce: true, state: undefined })
  expect(new Set(Object.values(checks)).size).toBe(3)
  for (const value of Object.values(checks)) expect(value).toMatch(/^[\w-]{43}$/)
  expect(await openChecks(browser.request({}), provider)).toEqual({ ...checks, scope: undefined })
  await expect(openChecks(browser.request({}), testProvider({ id: "other", checks: all }))).rejects.toMatchObject({
    code: "OAuthCallback",
  })
})

test("a check that is not configured has no value, and leaves no cookie", async () => {
  const browser = testBrowser()
  const provider = testProvider({ checks: new Set() })
  const none = { state: undefined, nonce: undefined, codeVerifier: undefined }
  expect(await createChecks(browser.request({}), provider, { pkce: false, state: "given" })).toEqual(none)
  expect(browser.checks.size).toBe(0)
  expect(await openChecks(browser.request({}), provider)).toEqual({ ...none, scope: undefined })
})

test("a state that says more than a random value is kept as it is", async () => {
  const browser = testBrowser()
  const { state } = await createChecks(browser.request({}), testProvider(), { pkce: false, state: "origin.random" })
  expect([state, browser.checks.get("state")?.value]).toEqual(["origin.random", "origin.random"])
})

test.each(["state", "nonce", "pkce"] as const)("without the %s that is configured nobody signs in", async (check) => {
  const browser = testBrowser()
  const provider = testProvider({ checks: all })
  await createChecks(browser.request({}), provider, { pkce: true, state: undefined })
  browser.checks.delete(check === "pkce" ? "pkceCodeVerifier" : check)
  await expect(openChecks(browser.request({}), provider)).rejects.toMatchObject({
    code: "OAuthCallback",
    message: expect.stringContaining(check),
  })
})

test("a verifier that nobody configured is used where it is there, and not missed where it is not", async () => {
  const browser = testBrowser()
  const provider = testProvider({ checks: new Set(["state"]) })
  const { codeVerifier } = await createChecks(browser.request({}), provider, { pkce: true, state: undefined })
  expect((await openChecks(browser.request({}), provider)).codeVerifier).toBe(codeVerifier)
  browser.checks.delete("pkceCodeVerifier")
  expect((await openChecks(browser.request({}), provider)).codeVerifier).toBeUndefined()
})

test.each([
  [["state", "nonce"], false],
  [["nonce"], true],
  [["nonce"], false],
] as const)("the scope that a visitor asked for is in each check: %j", async (checks, pkce) => {
  const browser = testBrowser()
  const provider = testProvider({ ...calendar, checks: new Set(checks) })
  await createChecks(browser.request({ query: { scope: "mail" } }), provider, { pkce, state: undefined })
  expect((await openChecks(browser.request({}), provider)).scope).toBe("mail")
})

test("where no visitor asked for a scope it is the configured one", async () => {
  const browser = testBrowser()
  const provider = testProvider(calendar)
  await createChecks(browser.request({}), provider, { pkce: false, state: undefined })
  expect((await openChecks(browser.request({}), provider)).scope).toBe("calendar")
})

test("what has served is removed, and nothing else", () => {
  const removed = (values: Partial<Parameters<typeof removeChecks>[1]>) => {
    const browser = testBrowser()
    for (const check of ["state", "nonce", "pkceCodeVerifier"] as const)
      browser.checks.set(check, { value: "v", provider: "example" })
    removeChecks(browser.request({}), { state: undefined, nonce: undefined, codeVerifier: undefined, ...values })
    return ["state", "nonce", "pkceCodeVerifier"].filter((check) => !browser.checks.has(check as "state"))
  }
  expect(removed({ state: "s" })).toEqual(["state"])
  expect(removed({ nonce: "n" })).toEqual(["nonce"])
  expect(removed({ codeVerifier: "c" })).toEqual(["pkceCodeVerifier"])
})
