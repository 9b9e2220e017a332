/** How a session begins, lasts and ends: OWASP ASVS 5.0 V7, the Session Management Cheat Sheet, NIST SP 800-63B-4 §5. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { type App, ada, type Browser, openApp } from "../support/app.js"
import { memoryAdapter } from "../support/memory-adapter.js"

beforeEach(() => {
  for (const name of ["AUTH_TRUST_HOST", "VERCEL"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

const sessionName = "__Secure-next-auth.session-token"
const day = 86_400
const strategies = ["jwt", "database"] as const
type Strategy = (typeof strategies)[number]

async function openWith(
  strategy: Strategy,
  options: Partial<AuthOptions> = {},
): Promise<{ app: App; adapter: Adapter }> {
  const adapter = memoryAdapter()
  const { id } = (await adapter.createUser?.({ ...ada, emailVerified: null })) ?? ada
  const app = openApp({
    ...(strategy === "database" ? { adapter } : {}),
    session: { strategy },
    ...options,
    providers: [{ ...openApp().options.providers[0], options: { authorize: () => ({ ...ada, id }) } } as never],
  })
  return { app, adapter }
}

async function signedIn(app: App): Promise<Browser> {
  const browser = app.browser()
  await browser.signIn()
  return browser
}

/** Whoever holds this `Cookie` header, as every reader on the server sees them. */
const holder = async (app: App, cookie: string): Promise<string | undefined> =>
  (await app.auth.session(new Headers({ cookie }))).session?.user?.name ?? undefined

const at = (seconds: number): void => {
  vi.useFakeTimers({ toFake: ["Date"], now: seconds * 1000 })
}

test("the key of a database session has 256 random bits: none comes twice, and no bit is fixed", async () => {
  const { app } = await openWith("database")
  const keys: string[] = []
  for (let i = 0; i < 40; i++) keys.push((await signedIn(app)).cookie(sessionName) ?? "")
  expect(new Set(keys).size).toBe(40)
  const bytes = keys.map((key) => Buffer.from(key, "base64url"))
  for (const key of bytes) expect(key).toHaveLength(32)
  for (let bit = 0; bit < 256; bit++) {
    const ones = bytes.filter((key) => ((key[bit >> 3] ?? 0) >> (bit & 7)) & 1).length
    expect([0, 40]).not.toContain(ones) // by chance once in 4 × 10⁹ runs
  }
})

describe.each(strategies)("a session of strategy %s", (strategy) => {
  test("says nothing of its owner in the cookie", async () => {
    const { app } = await openWith(strategy)
    const value = decodeURIComponent((await signedIn(app)).cookie(sessionName) ?? "")
    const readable = [
      value,
      ...value.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1")),
    ].join()
    for (const told of [ada.name, "Ada", ada.email, "example.com", '"sub"']) expect(readable).not.toContain(told)
  })

  test("ends when it was not used for as long as the app says, to the second", async () => {
    const { app } = await openWith(strategy, { session: { strategy, maxAge: 3600 } })
    const begun = 1_800_000_000
    at(begun)
    const browser = await signedIn(app)
    const cookie = `${sessionName}=${browser.cookie(sessionName)}`
    at(begun + 3599)
    expect(await holder(app, cookie)).toBe(ada.name)
    const grace = strategy === "jwt" ? 15 : 0 // for the clocks of two servers
    at(begun + 3600 + grace)
    expect(await holder(app, cookie)).toBeUndefined()
  })

  test("lasts while it is used, by a cookie that is set anew", async () => {
    const { app } = await openWith(strategy)
    const begun = 1_800_000_000
    at(begun)
    const browser = await signedIn(app)
    for (const days of [20, 40, 60]) {
      at(begun + days * day)
      expect((await browser.session())?.user?.name).toBe(ada.name)
    }
    at(begun + 91 * day)
    expect(await browser.session()).toBeNull()
  })

  test("is not begun, changed or ended by any GET", async () => {
    const { app } = await openWith(strategy)
    const stranger = app.browser()
    const member = await signedIn(app)
    const { csrfToken } = (await member.get("csrf")).json()
    const query = `?csrfToken=${csrfToken}&password=lovelace&username=ada&json=true`
    for (const path of [
      "signin",
      "signin/credentials",
      "callback/credentials",
      "signout",
      "session",
      "_log",
      "error",
    ]) {
      await stranger.get(path + query)
      await member.get(path + query)
    }
    expect(await stranger.session()).toBeNull()
    expect((await member.session())?.user?.name).toBe(ada.name)
  })
})

test("an app is told of every sign-in and sign-out, with who it was, and its log of every answer that failed a check", async () => {
  const told: unknown[] = []
  const { app } = await openWith("jwt", {
    events: {
      signIn: ({ user, account }) => void told.push(["signIn", user.email, account?.provider]),
      signOut: ({ token }) => void told.push(["signOut", token?.sub]),
    },
  })
  const browser = await signedIn(app)
  await browser.signOut()
  await browser.get("session", { cookie: `${sessionName}=forged` })
  expect(told).toEqual([
    ["signIn", ada.email, "credentials"],
    ["signOut", "u1"],
  ])
  expect(app.log.map(({ code }) => code)).toEqual(["JWT_SESSION_ERROR"])
})
