/** A session in the database at every door of the Next.js room: where it can be asked, and where it cannot. */
import { NextRequest } from "next/server.js"
import { expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { type NextRequestWithAuth, withAuth } from "../../src/frameworks/next/middleware.js"
import { doorsOpenTo } from "../security/doors.js"
import { type App, type Browser, openApp, secret } from "../support/app.js"
import { provider, signIn, somebody } from "../support/people.js"

const name = "__Secure-next-auth.session-token"

async function signedIn(adapter: Adapter): Promise<{ app: App; browser: Browser }> {
  const app = openApp({ adapter, providers: [provider("idp")], session: { strategy: "database" } })
  const browser = app.browser()
  await signIn(browser, "idp", somebody())
  return { app, browser }
}

const ask = (browser: Browser) =>
  new NextRequest("https://app.example/dashboard", {
    headers: { cookie: browser.cookieHeader() },
  }) as NextRequestWithAuth
const event = { waitUntil() {} } as never

test("somebody is known at every door that asks the database, and nobody at those that read tokens", async () => {
  const { app, browser } = await signedIn(MemoryAdapter())
  const open = await doorsOpenTo(app, { cookie: `${name}=${browser.cookie(name)}` })
  expect(open).toEqual(["GET session", "POST session", "session", "getServerSession"])
})

test("a guard that is given `auth` lets them pass, and stops them once they have signed out", async () => {
  const { app, browser } = await signedIn(MemoryAdapter())
  const guard = withAuth({ auth: app.auth })
  const before = ask(browser)
  expect(await guard(before, event)).toBeUndefined()
  await browser.signOut()
  expect((await guard(before, event))?.status).toBe(307)
})

test("a guard that cannot ask sends them to a page, and not in circles", async () => {
  const { browser } = await signedIn(MemoryAdapter())
  const location = (await withAuth({ secret })(ask(browser), event))?.headers.get("location") ?? ""
  expect(location).toBe("https://app.example/api/auth/signin?callbackUrl=%2Fdashboard")
  const page = await browser.get(location)
  expect([page.status, page.location]).toEqual([200, null])
  expect(page.forms[0]?.action).toMatch(/\/signin\/idp$/)
})

test("the page's data reaches callbacks.session by update(), marked as one, and the row stays the same", async () => {
  const adapter = MemoryAdapter() as Required<Adapter>
  const seen: unknown[] = []
  const { app } = await signedIn(adapter)
  const own = openApp({
    ...app.options,
    callbacks: {
      session(params) {
        const { session, ...rest } = params as typeof params & { trigger?: string; newSession?: unknown }
        if (rest.trigger) seen.push([rest.trigger, rest.newSession])
        return { ...session, theme: "dark" }
      },
    },
  }).browser()
  await signIn(own, "idp", somebody())
  const token = own.cookie(name)
  const row = await adapter.getSessionAndUser(decodeURIComponent(token ?? ""))
  const csrfToken = await own.csrfToken()
  const updated = await own.post("session", { json: { csrfToken, data: { theme: "dark" } } })
  expect(updated.json()).toMatchObject({ theme: "dark" })
  expect(seen).toEqual([["update", { theme: "dark" }]])
  expect(own.cookie(name)).toBe(token)
  expect(await adapter.getSessionAndUser(decodeURIComponent(token ?? ""))).toEqual(row)
})

test("an app's own generateSessionToken makes the key of each session", async () => {
  const adapter = MemoryAdapter() as Required<Adapter>
  let made = 0
  const generateSessionToken = async () => `own-${++made}`
  const app = openApp({
    adapter,
    providers: [provider("idp")],
    session: { strategy: "database", generateSessionToken },
  })
  for (const expected of ["own-1", "own-2"]) {
    const browser = app.browser()
    await signIn(browser, "idp", somebody())
    expect(browser.cookie(name)).toBe(expected)
    expect(await adapter.getSessionAndUser(expected)).not.toBeNull()
  }
})
