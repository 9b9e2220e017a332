/** A browser in which somebody planted a session, and one that two people use: each way to sign in begins a session of its own. */
import { describe, expect, test } from "vitest"
import { openWays, sessionCookies, who } from "../support/ways-in.js"

const victim = { name: "victim", email: "victim@example.com" }
const attacker = { name: "attacker", email: "attacker@example.com" }

/** Both have been here before, in every way. */
async function openForBoth(strategy: "jwt" | "database", isLarge = false) {
  const big = "x".repeat(isLarge ? 9000 : 0)
  const opened = openWays({
    session: { strategy },
    callbacks: { jwt: ({ token }) => ({ ...token, big }) },
  })
  for (const person of [victim, attacker]) {
    const way = opened.ways["a link"]
    await way?.(opened.app.browser(), person)
    const user = await opened.adapter.getUserByEmail?.(person.email)
    const account = { provider: "example", providerAccountId: `sub-of-${person.name}`, type: "oauth" as const }
    await opened.adapter.linkAccount?.({ ...account, userId: user?.id ?? "" })
  }
  return opened
}

const planted = {
  "a session of the attacker's own": (own: readonly string[]) => own,
  "a made-up session": () => ["__Secure-next-auth.session-token=planted"],
  "made-up chunks": () => ["__Secure-next-auth.session-token.0=a", "__Secure-next-auth.session-token.1=b"],
}

describe.each(["jwt", "database"] as const)("with sessions of strategy %s (CVE-2024-7341)", async (strategy) => {
  const { ways } = openWays()

  describe.each(Object.keys(ways))("whoever signs in by %s", (way) => {
    test.each(Object.entries(planted))(
      "where %s was planted, is in a session that nobody else knows",
      async (_, plant) => {
        const { app, ways } = await openForBoth(strategy, strategy === "jwt")
        const theirs = app.browser()
        await ways[way]?.(theirs, attacker)
        expect(await who(theirs)).toBe(attacker.email)
        const own = sessionCookies(theirs)

        const browser = app.browser()
        const before = plant(own).map((pair) => pair.split(/=(.*)/s) as [string, string])
        for (const [name, value] of before) browser.plant(name, value)
        await ways[way]?.(browser, victim)
        const isRefused = way === "a provider" && plant(own) === own // an account is not moved to whoever is signed in
        expect(await who(browser)).toBe(isRefused ? attacker.email : victim.email)

        // What the attacker knows opens what is the attacker's, or nothing.
        const copy = app.browser()
        for (const [name, value] of before) copy.plant(name, value)
        expect(await who(copy)).toBeOneOf([attacker.email, null])
        if (!isRefused) for (const [, value] of before) expect(browser.cookieHeader()).not.toContain(`=${value};`)
      },
    )
  })

  test("after signing out the browser holds nothing of the session, and the next person gets nothing of it (CVE-2022-3916)", async () => {
    const { app, ways } = await openForBoth(strategy, strategy === "jwt")
    for (const first of Object.values(ways)) {
      const browser = app.browser()
      await first(browser, victim)
      const cookies = sessionCookies(browser)
      await browser.signOut()
      expect(sessionCookies(browser)).toEqual([])
      expect(await who(browser)).toBeNull()
      await ways["a link"]?.(browser, attacker)
      expect(await who(browser)).toBe(attacker.email)
      for (const pair of sessionCookies(browser)) expect(cookies).not.toContain(pair)
    }
  })
})

test("a copy of the cookie that was made before signing out opens nothing afterwards, with sessions in a database (CVE-2024-34709)", async () => {
  const { app, ways } = await openForBoth("database")
  for (const way of Object.values(ways)) {
    const browser = app.browser()
    await way(browser, victim)
    const cookie = browser.cookieHeader()
    expect((await app.auth.session(new Headers({ cookie }))).session?.user?.email).toBe(victim.email)
    await browser.signOut()
    expect((await app.auth.session(new Headers({ cookie }))).session).toBeNull()
  }
})

test("while the record of a session cannot be deleted the cookie goes, and nobody is told that they are signed out (GHSA-7mqr-2v3q-v2wm, CVE-2020-15223)", async () => {
  const { app, adapter, ways } = await openForBoth("database")
  const browser = app.browser()
  await ways["a link"]?.(browser, victim)
  const { deleteSession } = adapter
  adapter.deleteSession = () => Promise.reject(new Error("away"))
  const answer = await browser.signOut()
  expect(answer.location).toBe(`${app.origin}/api/auth/error?error=Configuration`)
  expect(sessionCookies(browser)).toEqual([])
  expect(app.log.at(-1)?.code).toBe("SIGNOUT_ERROR")

  const script = app.browser()
  await ways["a link"]?.(script, attacker)
  const csrfToken = await script.csrfToken()
  const told = await script.post("signout", { json: { csrfToken, json: "true" } })
  expect([told.status, told.json()]).toEqual([500, { url: `${app.origin}/api/auth/error?error=Configuration` }])

  if (deleteSession) adapter.deleteSession = deleteSession
  await ways["a link"]?.(script, attacker)
  expect((await script.signOut()).location).toBe(`${app.origin}/`)
})
