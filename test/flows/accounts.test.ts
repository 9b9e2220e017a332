import { expect, test, vi } from "vitest"
import type { AuthOptions } from "../../src/index.js"
import Credentials from "../../src/providers/credentials.js"
import { type Browser, openApp } from "../support/app.js"
import { type MemoryAdapter, memoryAdapter } from "../support/memory-adapter.js"

interface Person {
  id: string
  name?: string
  email?: string
  email_verified?: boolean
}

/** A provider whose other side is this variable: who comes back from it is whoever stands here. */
let person: Person
const provider = (id: string, more: object = {}) => ({
  id,
  name: id,
  type: "oauth" as const,
  clientId: "id",
  authorization: "https://idp.example/authorize",
  token: { request: () => ({ tokens: { access_token: "at", refresh_token: undefined as never, scope: "s" } }) },
  userinfo: { request: () => person },
  profile: ({ id, name, email }: Person) => ({ id, name: name ?? null, email: email ?? null }),
  ...more,
})

const providers = [
  provider("first"),
  provider("second"),
  provider("trusted", { allowDangerousEmailAccountLinking: true }),
]

async function signIn(browser: Browser, id: string, as: Person) {
  person = as
  const { location } = await browser.signIn(id, {})
  const state = new URL(location ?? "").searchParams.get("state")
  return browser.get(`callback/${id}?code=c&state=${state}`)
}

const alice: Person = { id: "a", name: "Alice", email: "alice@example.com" }
const bob: Person = { id: "b", name: "Bob", email: "bob@example.com" }

/** Every flow runs on both strategies. */
const strategies = [["jwt"], ["database"]] as const
const open = (strategy: "jwt" | "database", adapter: MemoryAdapter, more: Partial<AuthOptions> = {}) =>
  openApp({ providers, adapter, session: { strategy }, ...more })

test.each(strategies)(
  "a new person becomes a user with an account and is shown the welcome page (%s)",
  async (strategy) => {
    const adapter = memoryAdapter()
    const order: string[] = []
    const note = (name: string) => () => void order.push(name)
    const app = open(strategy, adapter, {
      pages: { newUser: "/welcome" },
      events: { createUser: note("createUser"), linkAccount: note("linkAccount"), signIn: note("signIn") },
    })
    const browser = app.browser()
    const answer = await signIn(browser, "first", alice)
    expect(answer.location).toBe("https://app.example/welcome?callbackUrl=https%3A%2F%2Fapp.example")
    expect(adapter.users).toEqual([{ id: "u1", name: "Alice", email: "alice@example.com", emailVerified: null }])
    expect(adapter.accounts).toMatchObject([
      { userId: "u1", provider: "first", type: "oauth", providerAccountId: "a", access_token: "at" },
    ])
    expect(order).toEqual(["createUser", "linkAccount", "signIn"])
    expect((await browser.session())?.user).toEqual({ name: "Alice", email: "alice@example.com" })
    expect(adapter.sessions).toHaveLength(strategy === "database" ? 1 : 0)
  },
)

test.each(strategies)("somebody who comes back is the same user, and not new (%s)", async (strategy) => {
  const adapter = memoryAdapter()
  const signInEvent = vi.fn()
  const app = open(strategy, adapter, { pages: { newUser: "/welcome" }, events: { signIn: signInEvent } })
  await signIn(app.browser(), "first", alice)
  const answer = await signIn(app.browser(), "first", alice)
  expect(answer.location).toBe("https://app.example/")
  expect(adapter.users).toHaveLength(1)
  expect(adapter.accounts).toHaveLength(1)
  expect(signInEvent.mock.calls.map(([message]) => message.isNewUser)).toEqual([true, false])
})

test.each(strategies)(
  "a taken e-mail address opens nobody's account (%s) (DB-8, CVE-2024-38351, GHSA-g38m-r43w-p2q7, CVE-2026-53516)",
  async (strategy) => {
    const adapter = memoryAdapter()
    const app = open(strategy, adapter)
    await signIn(app.browser(), "first", alice)
    const stranger = app.browser()
    const answer = await signIn(stranger, "second", { ...bob, email: "alice@example.com" })
    expect(answer.location).toBe("https://app.example/api/auth/error?error=OAuthAccountNotLinked")
    expect(await stranger.session()).toBeNull()
    expect(adapter.accounts).toHaveLength(1)
  },
)

test.each(strategies)("a provider that the developer trusts with addresses links by them (%s)", async (strategy) => {
  const adapter = memoryAdapter()
  const app = open(strategy, adapter)
  await signIn(app.browser(), "first", alice)
  await signIn(app.browser(), "trusted", { ...alice, id: "t" })
  expect(adapter.accounts.map((it) => [it.provider, it.userId])).toEqual([
    ["first", "u1"],
    ["trusted", "u1"],
  ])
})

test.each(strategies)("but not by one that it says is unverified (%s)", async (strategy) => {
  const adapter = memoryAdapter()
  const app = open(strategy, adapter)
  await signIn(app.browser(), "first", alice)
  const answer = await signIn(app.browser(), "trusted", { ...alice, id: "t", email_verified: false })
  expect(answer.location).toContain("OAuthAccountNotLinked")
  expect(adapter.accounts).toHaveLength(1)
})

test.each(strategies)("whoever is signed in links a further account to themselves (%s) (IDP-12)", async (strategy) => {
  const adapter = memoryAdapter()
  const browser = open(strategy, adapter).browser()
  await signIn(browser, "first", alice)
  await signIn(browser, "second", bob)
  expect(adapter.users).toHaveLength(1)
  expect(adapter.accounts.map((it) => [it.provider, it.userId])).toEqual([
    ["first", "u1"],
    ["second", "u1"],
  ])
  expect((await browser.session())?.user?.name).toBe("Alice")
})

test.each(strategies)(
  "whoever is signed in cannot take another's account (%s) (IDP-12, CVE-2023-6787)",
  async (strategy) => {
    const adapter = memoryAdapter()
    const app = open(strategy, adapter)
    await signIn(app.browser(), "second", bob)
    const browser = app.browser()
    await signIn(browser, "first", alice)
    const answer = await signIn(browser, "second", bob)
    expect(answer.location).toContain("OAuthAccountNotLinked")
    expect((await browser.session())?.user?.name).toBe("Alice")
  },
)

test.each(strategies)("a refusal by callbacks.signIn writes nothing (%s) (CVE-2022-46145)", async (strategy) => {
  const adapter = memoryAdapter()
  const browser = open(strategy, adapter, { callbacks: { signIn: () => false } }).browser()
  const answer = await signIn(browser, "first", alice)
  expect(answer.location).toBe("https://app.example/api/auth/error?error=AccessDenied")
  expect([adapter.users, adapter.accounts, adapter.sessions]).toEqual([[], [], []])
})

test.each(strategies)("when the account cannot be linked, the new user is taken back (%s)", async (strategy) => {
  const adapter = { ...memoryAdapter(), linkAccount: () => Promise.reject(new Error("unknown column")) }
  const app = open(strategy, adapter)
  const browser = app.browser()
  const answer = await signIn(browser, "first", alice)
  expect(answer.location).toContain("/api/auth/error?error=")
  expect(adapter.users).toEqual([])
  expect(await browser.session()).toBeNull()
})

test("somebody may sign in with a password and have a session in the database", async () => {
  const adapter = memoryAdapter()
  const user = await adapter.createUser?.({ name: "Ada", email: "ada@example.com", emailVerified: null })
  const passwords = Credentials({ credentials: { password: {} }, authorize: () => user ?? null })
  const browser = open("database", adapter, { providers: [passwords] }).browser()
  await browser.signIn("credentials", { password: "x" })
  expect(adapter.sessions).toMatchObject([{ userId: user?.id }])
  expect((await browser.session())?.user).toEqual({ name: "Ada", email: "ada@example.com" })
  await browser.signOut()
  expect(adapter.sessions).toEqual([])
})

test.each(strategies)("somebody who signs in twice at once is one user with one account (%s)", async (strategy) => {
  const adapter = memoryAdapter()
  const { createUser } = adapter
  // Both attempts have looked for the address before either writes, as happens between two processes.
  let waiting = 0
  let release = () => {}
  const both = new Promise<void>((resolve) => {
    release = resolve
  })
  adapter.createUser = async (user) => {
    if (++waiting === 2) release()
    await both
    if (adapter.users.some((it) => it.email === user.email)) throw new Error("duplicate key value: users_email_key")
    return (createUser as NonNullable<typeof createUser>)(user)
  }
  const app = open(strategy, adapter)
  const browsers = [app.browser(), app.browser()]
  await Promise.all(browsers.map((browser) => signIn(browser, "first", alice)))
  for (const browser of browsers) expect((await browser.session())?.user?.name).toBe("Alice")
  expect(adapter.users).toHaveLength(1)
  expect(adapter.accounts).toHaveLength(1)
})

test.each(strategies)(
  "where the adapter has transactions, a user and their account are written together (%s)",
  async (strategy) => {
    const adapter = memoryAdapter()
    const app = open(strategy, {
      ...adapter,
      linkAccount: () => Promise.reject(new Error("outside of the transaction")),
      transaction: (work) => work(adapter),
    })
    await signIn(app.browser(), "first", alice)
    expect([adapter.users.length, adapter.accounts.length]).toEqual([1, 1])
  },
)

test.each(strategies)(
  "where the adapter can, each sign-in stores the provider's fresh tokens (%s)",
  async (strategy) => {
    const adapter = memoryAdapter()
    const updateAccount = vi.fn()
    const app = open(strategy, { ...adapter, updateAccount })
    await signIn(app.browser(), "first", alice)
    expect(updateAccount).not.toHaveBeenCalled()
    await signIn(app.browser(), "first", alice)
    expect(updateAccount).toHaveBeenCalledWith(
      expect.objectContaining({ provider: "first", providerAccountId: "a", access_token: "at" }),
    )
  },
)

test.each(strategies)(
  "with encryptTokens the database holds no token that anybody else could use (%s)",
  async (strategy) => {
    const adapter = memoryAdapter()
    const jwt = vi.fn(({ token }) => token)
    const app = open(strategy, adapter, { encryptTokens: true, callbacks: { jwt } })
    await signIn(app.browser(), "first", alice)
    expect(adapter.accounts[0]?.access_token).toMatch(/^eyJhbGciOiJkaXIi/)
    if (strategy === "jwt") expect(jwt.mock.calls[0]?.[0].account.access_token).toBe("at")
  },
)

test("a database session is extended in its row only when updateAge has passed", async () => {
  const adapter = memoryAdapter()
  const browser = open("database", adapter).browser()
  await signIn(browser, "first", alice)
  const row = adapter.sessions[0]
  if (!row) throw new Error("There is no row")
  const before = row.expires
  await browser.session()
  expect(row.expires).toEqual(before)

  const aged = new Date(before.getTime() - 90_000_000)
  row.expires = aged
  const session = await browser.session()
  expect(session?.expires).toBe(aged.toISOString())
  expect(row.expires.getTime()).toBeGreaterThan(aged.getTime())
})

test("an expired database session is deleted, and its cookie removed", async () => {
  const adapter = memoryAdapter()
  const browser = open("database", adapter).browser()
  await signIn(browser, "first", alice)
  for (const row of adapter.sessions) row.expires = new Date(Date.now() - 1000)
  expect(await browser.session()).toBeNull()
  expect(adapter.sessions).toEqual([])
  expect(browser.received.at(-1)).toContain("Max-Age=0")
})

test("signing out deletes the row and tells the event", async () => {
  const adapter = memoryAdapter()
  const signOut = vi.fn()
  const browser = open("database", adapter, { events: { signOut } }).browser()
  await signIn(browser, "first", alice)
  await browser.signOut()
  expect(adapter.sessions).toEqual([])
  expect(signOut).toHaveBeenCalledWith({ session: expect.objectContaining({ userId: "u1" }) })
})

test("a database that is away signs nobody in and nobody out", async () => {
  const adapter = memoryAdapter()
  const app = open("database", adapter)
  const browser = app.browser()
  await signIn(browser, "first", alice)
  const read = adapter.getSessionAndUser
  adapter.getSessionAndUser = () => Promise.reject(new Error("connection refused"))
  const answer = await browser.get("session")
  expect(answer.status).toBe(500)
  expect(answer.text).not.toContain("connection refused")
  expect(app.log.at(-1)?.code).toBe("SESSION_ERROR")
  const headers = new Headers({ cookie: browser.cookieHeader() })
  await expect(app.auth.session(headers)).rejects.toMatchObject({ name: "StorageError" })

  if (read) adapter.getSessionAndUser = read
  expect(await browser.session()).not.toBeNull()
})
