/** People whom the app does not want, or not any more: no way leads in, and what they held is over. */
import { describe, expect, test } from "vitest"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { openWays, sessionCookies, who } from "../support/ways-in.js"

const known = { name: "known", email: "known@example.com" }
const stranger = { name: "stranger", email: "stranger@example.com" }
const ways = Object.keys(openWays().ways)
const strategies = ["jwt", "database"] as const

describe.each(strategies)("with sessions of strategy %s", (strategy) => {
  test.each(ways)("an app that takes nobody new takes nobody new by %s (CVE-2024-49757)", async (way) => {
    const opened = openWays({
      session: { strategy },
      callbacks: { signIn: async ({ user }) => (await opened.adapter.getUserByEmail?.(user.email ?? "")) !== null },
    })
    const browser = opened.app.browser()
    await opened.ways[way]?.(browser, stranger)
    expect(await who(browser)).toBeNull()
    expect(await opened.adapter.getUserByEmail?.(stranger.email)).toBeNull()
    expect(sessionCookies(browser)).toEqual([])
  })

  test.each(ways)("somebody whom the app has suspended gets in by no way, nor by %s (CVE-2025-30351)", async (way) => {
    let isSuspended = false
    const opened = openWays({
      session: { strategy },
      callbacks: { signIn: ({ user }) => !isSuspended || user.email !== known.email },
    })
    await opened.ways["a link"]?.(opened.app.browser(), known)
    isSuspended = true
    const browser = opened.app.browser()
    await opened.ways[way]?.(browser, known)
    expect(await who(browser)).toBeNull()
  })
})

test("a user who is deleted is nobody at the next request, at every door (GHSA-qr2h-7pwm-h393, CVE-2024-47000, CVE-2024-47060)", async () => {
  const { app, adapter, ways } = openWays({ session: { strategy: "database" } })
  const browser = app.browser()
  await ways["a link"]?.(browser, known)
  const cookie = browser.cookieHeader()
  const guard = withAuth({ auth: app.auth })
  const visit = () => guard(new Request("https://app.example/dashboard", { headers: { cookie } }))
  expect(await visit()).toBeUndefined()

  await adapter.deleteUser?.((await adapter.getUserByEmail?.(known.email))?.id ?? "")
  expect((await app.auth.session(new Headers({ cookie }))).session).toBeNull()
  expect((await visit())?.status).toBe(307)
  expect(await who(browser)).toBeNull()
})

test("with sessions in a cookie, `callbacks.jwt` ends a session at its next read (GHSA-2w5j-qfvw-2hf5)", async () => {
  let isActive = true
  const { app, ways } = openWays({
    session: { strategy: "jwt" },
    callbacks: {
      jwt({ token }) {
        if (!isActive) throw new Error("The organisation is no more")
        return token
      },
    },
  })
  const browser = app.browser()
  await ways["a link"]?.(browser, known)
  expect(await who(browser)).toBe(known.email)
  isActive = false
  expect(await who(browser)).toBeNull()
  expect(sessionCookies(browser)).toEqual([])
})

describe("somebody's id at a provider is theirs there, and stands for nobody else (CVE-2021-3754, CVE-2023-3128)", () => {
  test("though it is another's address or id", async () => {
    const { app, adapter, ways } = openWays({ session: { strategy: "database" } })
    await ways["a link"]?.(app.browser(), known)
    const user = await adapter.getUserByEmail?.(known.email)
    for (const [nth, sub] of [known.email, user?.id ?? "", known.email.toUpperCase()].entries()) {
      const browser = app.browser()
      const email = `stranger-${nth}@example.com`
      await ways["a provider"]?.(browser, { name: "stranger", email, sub })
      expect(await who(browser)).toBe(email)
    }
    expect(await adapter.listAccounts?.(user?.id ?? "")).toEqual([])
  })

  test("though they call themselves by another's address from now on", async () => {
    const { app, adapter, ways } = openWays({ session: { strategy: "database" } })
    await ways["a link"]?.(app.browser(), known)
    const theirs = app.browser()
    await ways["a provider"]?.(theirs, stranger)
    expect(await who(theirs)).toBe(stranger.email)
    const own = (await adapter.getUserByEmail?.(stranger.email))?.id

    const renamed = app.browser()
    await ways["a provider"]?.(renamed, { ...stranger, email: known.email })
    const { session } = await app.auth.session(new Headers({ cookie: renamed.cookieHeader() }))
    expect(session?.user?.email).not.toBe(known.email)
    const account = { provider: "example", providerAccountId: "sub-of-stranger" }
    expect((await adapter.getUserByAccount?.(account))?.id).toBe(own)
  })
})
