/** What people do at an app, on both session strategies, from the browser's side and from the database's, whatever adapter keeps the records. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { Adapter, AdapterSession, AdapterUser } from "../../src/core/contracts/adapter.js"
import type { AuthOptions } from "../../src/index.js"
import Credentials from "../../src/providers/credentials.js"
import { type App, type Browser, openApp } from "./app.js"
import { type Person, provider, signIn, somebody } from "./people.js"

export interface OpenAdapter {
  readonly adapter: Adapter
  close(): Promise<void>
}

/**
 * What an adapter's tables or code may not allow. `unique`: nothing stops two simultaneous first sign-ins from making two users.
 * `no-email`: a user must have an address.
 */
export type Power = "unique" | "no-email"

const strategies = [["jwt"], ["database"]] as const
type Strategy = (typeof strategies)[number][0]
const providers = [provider("first"), provider("second")]
const sessionCookie = "__Secure-next-auth.session-token"

/** Defines the tests, in the `describe` it is called in. Returns how further ones reach the adapter. */
export function defineJourneys(openAdapter: () => Promise<OpenAdapter>, lacks: readonly Power[] = []): () => Adapter {
  let opened: OpenAdapter
  let adapter: Required<Adapter>
  beforeAll(async () => {
    opened = await openAdapter()
    adapter = opened.adapter as Required<Adapter>
  })
  afterAll(() => opened?.close())

  const open = (strategy: Strategy, more: Partial<AuthOptions> = {}): App =>
    openApp({ providers, adapter, session: { strategy }, ...more })
  const ownerOf = ({ id }: Person, at = "first") =>
    adapter.getUserByAccount({ provider: at, providerAccountId: id }) as Promise<AdapterUser | null>
  const rowOf = async (browser: Browser) =>
    (await adapter.getSessionAndUser(tokenOf(browser)))?.session as AdapterSession | undefined
  const can = (power: Power, define: () => void) => lacks.includes(power) || define()

  test.each(strategies)("a new person becomes a user with an account, and is signed in (%s)", async (strategy) => {
    const ada = somebody()
    const browser = open(strategy).browser()
    await signIn(browser, "first", ada)
    expect((await browser.session())?.user).toMatchObject({ name: "Ada", email: ada.email })
    const user = await ownerOf(ada)
    expect(user).toMatchObject({ name: "Ada", email: ada.email })
    expect(user?.emailVerified ?? null).toBeNull()
    expect((await adapter.getUserByEmail(ada.email))?.id).toEqual(user?.id)
    const row = await rowOf(browser)
    expect(String(row?.userId)).toBe(strategy === "database" ? String(user?.id) : "undefined")
  })

  test.each(strategies)("somebody who comes back is the same user, and not new (%s)", async (strategy) => {
    const ada = somebody()
    const told = vi.fn()
    const app = open(strategy, { events: { signIn: told } })
    await signIn(app.browser(), "first", ada)
    const { id } = (await ownerOf(ada)) as AdapterUser
    const browser = app.browser()
    await signIn(browser, "first", ada)
    expect((await browser.session())?.user?.email).toBe(ada.email)
    expect((await ownerOf(ada))?.id).toEqual(id)
    expect(told.mock.calls.map(([{ isNewUser }]) => isNewUser)).toEqual([true, false])
  })

  test.each(strategies)("whoever is signed in links a further account to themselves (%s)", async (strategy) => {
    const [ada, atWork] = [somebody(), somebody("Countess")]
    const app = open(strategy)
    const browser = app.browser()
    await signIn(browser, "first", ada)
    await signIn(browser, "second", atWork)
    expect((await browser.session())?.user?.email).toBe(ada.email)
    expect((await ownerOf(atWork, "second"))?.id).toEqual((await ownerOf(ada))?.id)
    expect(await adapter.getUserByEmail(atWork.email)).toBeNull()
    const other = app.browser()
    await signIn(other, "second", atWork)
    expect((await other.session())?.user?.email).toBe(ada.email)
  })

  test.each(strategies)("whoever is signed in cannot take another's account (%s)", async (strategy) => {
    const [ada, bob] = [somebody(), somebody("Bob")]
    const app = open(strategy)
    await signIn(app.browser(), "second", bob)
    const browser = app.browser()
    await signIn(browser, "first", ada)
    expect((await signIn(browser, "second", bob)).location).toContain("error=OAuthAccountNotLinked")
    expect((await browser.session())?.user?.email).toBe(ada.email)
    expect((await ownerOf(bob, "second"))?.email).toBe(bob.email)
  })

  test.each(strategies)("a taken e-mail address opens nobody's account (%s)", async (strategy) => {
    const [ada, eve] = [somebody(), somebody("Eve")]
    const app = open(strategy)
    await signIn(app.browser(), "first", ada)
    const stranger = app.browser()
    const answer = await signIn(stranger, "second", { ...eve, email: ada.email })
    expect(answer.location).toBe("https://app.example/api/auth/error?error=OAuthAccountNotLinked")
    expect(await stranger.session()).toBeNull()
    expect(await ownerOf(eve, "second")).toBeNull()
  })

  can("no-email", () => {
    test.each(strategies)("people without an e-mail address are different users (%s)", async (strategy) => {
      const people = [randomUUID(), randomUUID()].map((id) => ({ id, name: id }))
      const app = open(strategy)
      for (const person of people) {
        const browser = app.browser()
        await signIn(browser, "first", person)
        expect((await browser.session())?.user?.name).toBe(person.name)
      }
      const [one, other] = await Promise.all(people.map((person) => ownerOf(person)))
      expect(one?.id).not.toEqual(other?.id)
    })
  })

  can("unique", () => {
    test.each(strategies)("ten first sign-ins of one person at once make one user (%s)", async (strategy) => {
      const ada = somebody()
      const made: string[] = []
      const app = open(strategy, { adapter: noting(adapter, made) })
      const browsers = Array.from({ length: 10 }, () => app.browser())
      await Promise.all(browsers.map((browser) => signIn(browser, "first", ada)))
      const sessions = await Promise.all(browsers.map((browser) => browser.session()))
      expect(sessions.map((session) => session?.user?.email)).toEqual(browsers.map(() => ada.email))
      const users = (await Promise.all(made.map((id) => adapter.getUser(id)))).filter((user) => user)
      expect(users.map((user) => user?.id)).toEqual([(await ownerOf(ada))?.id])
    })
  })

  test.each(strategies)("an app's own data reaches its callback by update() (%s)", async (strategy) => {
    const seen: unknown[] = []
    const note = ({ trigger, data }: { trigger?: string; data: unknown }) => {
      if (trigger === "update") seen.push(data)
    }
    const app = open(strategy, {
      callbacks: {
        jwt({ token, trigger, session }) {
          note({ ...(trigger === undefined ? {} : { trigger }), data: session })
          return token
        },
        session({ session, ...rest }) {
          const { trigger, newSession } = rest as { trigger?: string; newSession?: unknown }
          if (strategy === "database") note({ ...(trigger === undefined ? {} : { trigger }), data: newSession })
          return session
        },
      },
    })
    const browser = app.browser()
    const ada = somebody()
    await signIn(browser, "first", ada)
    const csrfToken = await browser.csrfToken()
    const answer = await browser.post("session", { json: { csrfToken, data: { theme: "dark" } } })
    expect(answer.json().user.email).toBe(ada.email)
    expect(seen).toEqual([{ theme: "dark" }])
  })

  test.each(strategies)("somebody who signs out is signed out (%s)", async (strategy) => {
    const app = open(strategy)
    const browser = app.browser()
    await signIn(browser, "first", somebody())
    const token = tokenOf(browser)
    await browser.signOut()
    expect(await browser.session()).toBeNull()
    expect(await adapter.getSessionAndUser(token)).toBeNull()
    expect(app.log.filter(({ level }) => level === "error")).toEqual([])
  })

  test("a session that the database never had is nobody's", async () => {
    const browser = open("database").browser()
    browser.plant(sessionCookie, randomUUID())
    expect(await browser.session()).toBeNull()
  })

  test("a database session lives as long as its row says, and is deleted when it has expired", async () => {
    const browser = open("database").browser()
    await signIn(browser, "first", somebody())
    const sessionToken = tokenOf(browser)
    await adapter.updateSession({ sessionToken, expires: new Date(Date.now() - 60_000) })
    expect(await browser.session()).toBeNull()
    expect(browser.received.at(-1)).toContain("Max-Age=0")
    expect(await adapter.getSessionAndUser(sessionToken)).toBeNull()
  })

  test("a database session that many tabs find expired is nobody's in all of them", async () => {
    const browser = open("database").browser()
    await signIn(browser, "first", somebody())
    await adapter.updateSession({ sessionToken: tokenOf(browser), expires: new Date(Date.now() - 60_000) })
    const tabs = await Promise.all(Array.from({ length: 8 }, () => browser.get("session")))
    expect(tabs.map(({ status, text }) => [status, text])).toEqual(tabs.map(() => [200, "{}"]))
  })

  test("a database session is extended when updateAge has passed", async () => {
    const browser = open("database").browser()
    await signIn(browser, "first", somebody())
    const inTwoDays = new Date(Math.floor(Date.now() / 1000) * 1000 + 2 * 86_400_000)
    await adapter.updateSession({ sessionToken: tokenOf(browser), expires: inTwoDays })
    expect((await browser.session())?.expires).toBe(inTwoDays.toISOString())
    const row = await rowOf(browser)
    expect(row?.expires.getTime()).toBeGreaterThan(inTwoDays.getTime() + 27 * 86_400_000)
  })

  test("somebody may sign in with a password and have a session in the database", async () => {
    const ada = somebody()
    const user = await adapter.createUser({ name: ada.name, email: ada.email, emailVerified: null })
    const passwords = Credentials({ credentials: { password: {} }, authorize: () => user })
    const browser = open("database", { providers: [passwords] }).browser()
    await browser.signIn("credentials", { password: "x" })
    expect(String((await rowOf(browser))?.userId)).toBe(String(user.id))
    expect((await browser.session())?.user?.email).toBe(ada.email)
  })

  return () => adapter
}

/** The same adapter; the ids of users that it makes are noted. */
const noting = (adapter: Required<Adapter>, made: string[]): Adapter =>
  new Proxy(adapter, {
    get(target, name) {
      const method = Reflect.get(target, name)
      if (name === "transaction" && method) {
        return (work: (inside: Adapter) => Promise<unknown>) =>
          target.transaction((inside) => work(noting(inside as Required<Adapter>, made)))
      }
      if (name !== "createUser") return typeof method === "function" ? method.bind(target) : method
      return async (user: AdapterUser) => {
        const stored = await target.createUser(user)
        made.push(stored.id)
        return stored
      }
    },
  })

const tokenOf = (browser: Browser): string => decodeURIComponent(browser.cookie(sessionCookie) ?? "")
