/** What several requests of one person, or of two, do at the same moment, on every engine. `npm run test:races` does it more often. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { unlinkAccount } from "../../src/accounts.js"
import type { Adapter, AdapterUser } from "../../src/core/contracts/adapter.js"
import { logout } from "../../src/features/logout/index.js"
import type { OpenAdapter } from "../support/adapter-journeys.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { beside, inTurn } from "../support/concurrency.js"
import { provider, signIn, somebody } from "../support/people.js"
import { relyingParty } from "../support/relying-party.js"
import { clientId, type ScriptedProvider, seconds, startScriptedProvider } from "../support/scripted-provider.js"
import { engines, openAdapterOn, type RunningEngine } from "./engines.js"

const rounds = process.env.TEST_RACES === "full" ? 100 : 8
const day = 86_400_000
const sessionCookie = "__Secure-next-auth.session-token"

let scripted: ScriptedProvider
beforeAll(async () => {
  scripted = await startScriptedProvider()
})
afterAll(() => scripted.close())

for (const { name, available, start } of engines)
  describe.skipIf(!available)(`at the same moment, on ${name}`, beside, () => {
    let running: RunningEngine
    let opened: OpenAdapter
    let adapter: Required<Adapter>
    let app: App

    beforeAll(async () => {
      running = await start()
      opened = await openAdapterOn(running)
      adapter = opened.adapter as Required<Adapter>
      app = openApp({ adapter, providers: [provider("first"), provider("second")], session: { strategy: "database" } })
    })
    afterAll(async () => {
      await opened.close()
      await running.stop()
    })

    const eachRound = async (work: () => Promise<void>): Promise<void> => {
      for (let round = 0; round < rounds; round++) await work()
    }
    const tokenOf = (browser: Browser): string => decodeURIComponent(browser.cookie(sessionCookie) ?? "")

    /** The same browser in another window. */
    function windowOf(browser: Browser): Browser {
      const other = app.browser()
      for (const [key, cookie] of browser.cookies) other.cookies.set(key, cookie)
      return other
    }

    async function makeDue(browser: Browser): Promise<void> {
      await adapter.updateSession({ sessionToken: tokenOf(browser), expires: new Date(Date.now() + 2 * day) })
    }

    test("one address by two providers is one user, with the account that came first (RC-3)", inTurn, () =>
      eachRound(async () => {
        const [ada, other] = [somebody(), somebody("Other")]
        const browsers = [app.browser(), app.browser()] as const
        await Promise.all([
          signIn(browsers[0], "first", ada),
          signIn(browsers[1], "second", { ...other, email: ada.email }),
        ])
        const sessions = await Promise.all(browsers.map((browser) => browser.session()))
        expect(sessions.filter((session) => session !== null)).toHaveLength(1)
        const user = (await adapter.getUserByEmail(ada.email)) as AdapterUser
        const [account, ...more] = await adapter.listAccounts(user.id)
        expect(more).toEqual([])
        expect(account?.provider).toBe(sessions[0] ? "first" : "second")
        const loser = sessions[0]
          ? { provider: "second", providerAccountId: other.id }
          : { provider: "first", providerAccountId: ada.id }
        expect(await adapter.getUserByAccount(loser)).toBeNull()
      }),
    )

    test("twenty tabs that extend one session leave one, with its new expiry (RC-6)", inTurn, async () => {
      const browser = app.browser()
      const ada = somebody()
      await signIn(browser, "first", ada)
      await makeDue(browser)
      const tabs = await Promise.all(Array.from({ length: 20 }, () => windowOf(browser).session()))
      expect(tabs.map((session) => session?.user?.email)).toEqual(tabs.map(() => ada.email))
      const row = await adapter.getSessionAndUser(tokenOf(browser))
      expect(row?.session.expires.getTime()).toBeGreaterThan(Date.now() + 29 * day)
      expect(await adapter.listSessions(row?.user.id ?? "")).toHaveLength(1)
    })

    test("somebody who signs out while tabs extend their session is signed out for good (RC-7)", inTurn, () =>
      eachRound(async () => {
        const browser = app.browser()
        await signIn(browser, "first", somebody())
        await makeDue(browser)
        const [copy, ...tabs] = [1, 2, 3, 4].map(() => windowOf(browser))
        const csrfToken = await browser.csrfToken()
        await Promise.all([browser.post("signout", { csrfToken }), ...tabs.map((tab) => tab.get("session"))])
        expect(await copy?.session()).toBeNull()
        for (const tab of tabs) expect(await tab.session()).toBeNull()
      }),
    )

    test("somebody who is deleted while they sign in has no session as nobody (RC-8)", inTurn, () =>
      eachRound(async () => {
        const ada = somebody()
        await signIn(app.browser(), "first", ada)
        const { id } = (await adapter.getUserByEmail(ada.email)) as AdapterUser
        const browser = app.browser()
        await Promise.all([signIn(browser, "first", ada), adapter.deleteUser(id)])
        const session = await browser.session()
        const user = await adapter.getUserByEmail(ada.email)
        expect(session?.user?.email).toBe(user && session ? ada.email : undefined)
        const owner = await adapter.getUserByAccount({ provider: "first", providerAccountId: ada.id })
        expect(owner?.id).toBe(user?.id)
        expect(await adapter.listAccounts(id)).toEqual([])
      }),
    )

    test("an account that is unlinked while somebody signs in with it leaves the user one way in (RC-9)", inTurn, () =>
      eachRound(async () => {
        const [ada, atWork] = [somebody(), somebody("Work")]
        const first = app.browser()
        await signIn(first, "first", ada)
        await signIn(first, "second", { ...atWork, email: ada.email })
        const { id } = (await adapter.getUserByEmail(ada.email)) as AdapterUser
        const browser = app.browser()
        const key = { provider: "second", providerAccountId: atWork.id }
        await Promise.all([
          signIn(browser, "second", { ...atWork, email: ada.email }),
          unlinkAccount(app.options, id, key),
        ])
        expect((await adapter.listAccounts(id)).map(({ provider }) => provider)).toEqual(["first"])
        expect([ada.email, undefined]).toContain((await browser.session())?.user?.email)
        expect((await adapter.getUserByEmail(ada.email))?.id).toBe(id)
      }),
    )

    test(
      "a notice of logout that is delivered ten times at once ends the session, and serves no more (RC-4)",
      inTurn,
      async () => {
        const sid = crypto.randomUUID()
        const op = scripted.play({ claims: (claims) => ({ ...claims, sid, sub: sid, email: `${sid}@example.com` }) })
        const party = relyingParty(
          op,
          { logout: logout({ backChannel: true }) },
          { adapter, session: { strategy: "database" } },
        )
        const { browser } = await party.signIn()
        expect((await browser.session())?.user?.email).toBe(`${sid}@example.com`)
        const events = { "http://schemas.openid.net/event/backchannel-logout": {} }
        const now = seconds()
        const claims = { iss: op.issuer, aud: clientId, iat: now, exp: now + 120, jti: sid, sid, events }
        const token = await op.sign(claims)
        const tell = () => party.app.browser().post("backchannel-logout/op", { logout_token: token })
        const answers = await Promise.all(Array.from({ length: 10 }, tell))
        expect(answers.some(({ status }) => status === 200)).toBe(true)
        expect(await browser.session()).toBeNull()
        const { browser: again } = await party.signIn()
        expect((await tell()).status).toBe(400)
        expect(await again.session()).not.toBeNull()
      },
    )

    test(
      "two sign-ins of one browser end with a session of their own each, and the browser has one of them (RC-4)",
      inTurn,
      () =>
        eachRound(async () => {
          const ada = somebody()
          const browser = app.browser()
          await signIn(browser, "first", ada)
          const before = tokenOf(browser)
          const windows = [windowOf(browser), windowOf(browser)]
          await Promise.all(windows.map((one) => signIn(one, "first", ada)))
          const tokens = [before, ...windows.map(tokenOf)]
          expect(new Set(tokens).size).toBe(3)
          const { id } = (await adapter.getUserByEmail(ada.email)) as AdapterUser
          expect(await adapter.listSessions(id)).toHaveLength(3)
        }),
    )
  })
