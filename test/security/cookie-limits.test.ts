/** What RFC 6265bis lets browsers refuse: a cookie that is refused signs nobody in, or nobody out. */
import fc from "fast-check"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { CookieAttributes } from "../../src/core/contracts/request.js"
import { createCookieJar } from "../../src/core/http/cookie-jar.js"
import type { CookieOption } from "../../src/core/options/options.js"
import { openApp } from "../support/app.js"

beforeEach(() => {
  for (const name of ["AUTH_TRUST_HOST", "VERCEL"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const sessionName = "__Secure-next-auth.session-token"
const usual = { httpOnly: true, secure: true, sameSite: "lax", path: "/" } as const
const problemWith = (cookie: CookieOption): Promise<string | null> =>
  openApp({ cookies: { csrfToken: cookie } })
    .auth.session(new Headers())
    .then(
      () => null,
      (error: Error) => error.message,
    )

test.each<[string, CookieOption]>([
  ["a `__Host-` cookie with a domain", { name: "__Host-csrf", options: { ...usual, domain: "app.example" } }],
  ["a `__Host-` cookie of one path", { name: "__Host-csrf", options: { ...usual, path: "/app" } }],
  ["a `__Host-` cookie that is not Secure", { name: "__Host-csrf", options: { ...usual, secure: false } }],
  ["the same in other letters", { name: "__HOST-csrf", options: { ...usual, domain: "app.example" } }],
  ["a `__Secure-` cookie that is not Secure", { name: "__Secure-csrf", options: { httpOnly: true } }],
  ["a partitioned cookie that is not Secure", { name: "csrf", options: { partitioned: true } }],
])("%s is refused with what would do, before a browser drops it silently", async (_, cookie) => {
  expect(await problemWith(cookie)).toMatch(/`cookies\.csrfToken`.*`secure: true`/)
  const { status, json } = await openApp({ cookies: { csrfToken: cookie } })
    .browser()
    .get("session")
  expect([status, json()]).toEqual([500, { message: expect.any(String) }])
})

test("cookies that browsers keep are left to the developer", async () => {
  const kept: CookieOption[] = [
    { name: "__Host-csrf", options: usual },
    { name: "__Secure-csrf", options: { ...usual, domain: "example", path: "/x" } },
    { name: "csrf", options: {} },
    { name: "csrf" } as CookieOption,
  ]
  for (const cookie of kept) expect(await problemWith(cookie)).toBeNull()
})

function lineOf(name: string, value: string, attributes: CookieAttributes): string {
  const jar = createCookieJar("")
  jar.set(name, value, attributes)
  return jar.changes()[0] ?? ""
}

test("a session of ten years is kept for the 400 days that browsers allow", async () => {
  const browser = openApp({ session: { maxAge: 10 * 365 * 86_400 } }).browser()
  await browser.signIn()
  const [, expires = ""] = browser.received.join("\n").match(/session-token=.*Expires=([^;]+)/) ?? []
  const days = (Date.parse(expires) - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(400)
  expect(lineOf("a", "b", { maxAge: 1e12 })).toBe("a=b; Max-Age=34560000")
  expect(lineOf("a", "b", { maxAge: -1 })).toBe("a=b; Max-Age=-1")
})

test("whatever a value holds, it is one value: no control, comma, semicolon, space, quote or backslash", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.string({ unit: "grapheme" }))
  fc.assert(
    fc.property(text, (value) => {
      const [, written = "", attributes] = /^name=(.*?)(; .*)$/s.exec(lineOf("name", value, usual)) ?? []
      const isOneValue = /^[^\p{C}\p{Z}",;\\]*$/u.test(written) && decodeURIComponent(written) === value
      return isOneValue && attributes === "; Path=/; HttpOnly; Secure; SameSite=Lax"
    }),
    { numRuns: 300 },
  )
})

test("an app in other sites' frames has partitioned cookies, which signing out removes under the same attributes", async () => {
  const sessionToken = { name: sessionName, options: { ...usual, sameSite: "none", partitioned: true } } as const
  const browser = openApp({ cookies: { sessionToken } }).browser()
  await browser.signIn()
  await browser.signOut()
  const lines = browser.received.filter((line) => line.startsWith(sessionName))
  expect(lines).toHaveLength(2)
  for (const line of lines) expect(line).toMatch(/; HttpOnly; Secure; Partitioned; SameSite=None$/)
  expect(lines[1]).toContain("Max-Age=0")
})

test.each([3_000, 8_000, 40_000, 180_000])("a session of %i bytes comes back whole", async (size) => {
  const app = openApp({ callbacks: { jwt: ({ token }) => ({ ...token, big: "x".repeat(size) }) } })
  const browser = app.browser()
  await browser.signIn()
  for (const line of browser.received) expect(line.split(";", 1)[0]?.length).toBeLessThanOrEqual(4096)
  expect((await browser.session())?.user?.name).toBe("Ada Lovelace")
})

test("a session that no server could read back signs nobody in, and says what to do", async () => {
  const app = openApp({ callbacks: { jwt: ({ token }) => ({ ...token, big: "x".repeat(300_000) }) } })
  const browser = app.browser()
  const answer = await browser.signIn()
  expect(answer.location).toContain("error=Configuration")
  expect(browser.cookieHeader()).not.toContain("session-token")
  expect(app.log.map(({ metadata }) => String(metadata)).join()).toMatch(/too large for cookies.*`callbacks\.jwt`/)
})
