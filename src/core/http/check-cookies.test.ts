import { afterEach, expect, test, vi } from "vitest"
import type { CookieAttributes } from "../contracts/request.js"
import { seal } from "../crypto/seal.js"
import { createCheckCookies } from "./check-cookies.js"
import { createCookieJar } from "./cookie-jar.js"

const secret = "the secret of the app"
const github = { id: "github", responseMode: "query" } as const
const apple = { id: "apple", responseMode: "form_post" } as const

const named = (options: CookieAttributes) => ({
  state: { name: "a.state", options },
  nonce: { name: "a.nonce", options },
  pkceCodeVerifier: { name: "a.pkce", options },
})
const lax: CookieAttributes = { httpOnly: true, sameSite: "lax", path: "/", secure: true }

/** Checks of a browser that sends back what it was given, or these cookies. */
const checksWith = (cookies: Record<string, string> = {}, options = lax) => {
  const jar = createCookieJar(
    Object.entries(cookies)
      .map((pair) => pair.join("="))
      .join("; "),
  )
  return { jar, checks: createCheckCookies(jar, named(options), secret) }
}

async function made(check: "state" | "nonce", provider: { id: string; responseMode: "query" | "form_post" } = github) {
  const { jar, checks } = checksWith()
  await checks.create(check, provider, "the value", "calendar")
  return jar.changes()[0]?.split(";")[0]?.split("=")[1] ?? ""
}

afterEach(() => {
  vi.useRealTimers()
})

test("a check opens for its provider, with the scope it was made with", async () => {
  const { checks } = checksWith({ "a.state": await made("state") })
  expect(await checks.open("state", "github")).toBe("the value")
  expect(await checks.scopeOf("state", "github")).toBe("calendar")
})

test("a check opens neither for another provider nor in another's place", async () => {
  const state = await made("state")
  const { checks } = checksWith({ "a.state": state, "a.nonce": state })
  for (const [check, provider] of [
    ["state", "apple"],
    ["nonce", "github"],
    ["pkceCodeVerifier", "github"],
  ] as const) {
    expect(await checks.open(check, provider)).toBeNull()
    expect(await checks.scopeOf(check, provider)).toBeUndefined()
  }
})

const exp = Math.floor(Date.now() / 1000) + 60

test.each([
  ["without an expiry", { value: "v", scope: "s", provider: "github" }],
  ["without a provider", { value: "v", scope: "s", exp }],
  ["whose value is no text", { value: { v: 1 }, scope: 7, provider: "github", exp }],
])("a sealed cookie %s is no check", async (_, claims) => {
  const sealed = await seal(JSON.stringify(claims), secret, "a.state")
  const { checks } = checksWith({ "a.state": sealed })
  expect(await checks.open("state", "github")).toBeNull()
  expect(await checks.scopeOf("state", "github")).toBeUndefined()
})

test.each([
  [undefined, 900],
  [60, 60],
])("with a Max-Age of %s a check lives for %d seconds, in the cookie and in the seal", async (maxAge, seconds) => {
  vi.useFakeTimers({ now: 1_000_000_000_000 })
  const { jar, checks } = checksWith({}, maxAge === undefined ? lax : { ...lax, maxAge })
  await checks.create("state", github, "v")
  const [line = ""] = jar.changes()
  expect(line).toContain(`; Expires=${new Date(1_000_000_000_000 + seconds * 1000).toUTCString()}`)
  const kept = checksWith({ "a.state": line.split(";")[0]?.split("=")[1] ?? "" }).checks
  vi.advanceTimersByTime((seconds + 14) * 1000)
  expect(await kept.open("state", "github")).toBe("v")
  vi.advanceTimersByTime(2000)
  expect(await kept.open("state", "github")).toBeNull()
})

test.each([
  ["Lax", "query", github, lax],
  ["None", "a cross-site POST", apple, lax],
  ["Lax", "a cross-site POST without https, where None would be refused", apple, { ...lax, secure: false }],
] as const)("the cookie is SameSite=%s for an answer by %s", async (sameSite, _, provider, options) => {
  const { jar, checks } = checksWith({}, options)
  await checks.create("nonce", provider, "v")
  expect(jar.changes()[0]).toMatch(new RegExp(`^a\\.nonce=.*; HttpOnly.*; SameSite=${sameSite}$`))
})

test("a check that has served is removed", () => {
  const { jar, checks } = checksWith()
  checks.remove("state")
  expect(jar.changes()).toEqual(["a.state=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"])
})
