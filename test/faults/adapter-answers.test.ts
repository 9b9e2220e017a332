/** What an adapter may answer, however odd or late: who is signed in is who should be, or nobody can tell. */
import fc from "fast-check"
import { afterEach, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { type Person, provider, signIn, somebody } from "../support/people.js"
import { ledgerOf } from "./faulty-adapter.js"

const isLong = process.env.TEST_CAMPAIGN === "long"
const runs = isLong ? 20_000 : 300
if (isLong) vi.setConfig({ testTimeout: 600_000 })
const day = 86_400_000

afterEach(() => {
  vi.useRealTimers()
})

const open = (adapter: Adapter): App =>
  openApp({ adapter, providers: [provider("idp")], session: { strategy: "database" } })

async function signedIn(app: App, person: Person = somebody()): Promise<Browser> {
  const browser = app.browser()
  await signIn(browser, "idp", person)
  expect((await browser.session())?.user?.name).toBe(person.name)
  return browser
}

/** The same adapter with methods of a test's own. */
const changed = (adapter: Adapter, methods: (adapter: Required<Adapter>) => Partial<Adapter>): Adapter => ({
  ...adapter,
  ...methods(adapter as Required<Adapter>),
})

describe("a database that is slow", () => {
  const slowBy = (seconds: number): Adapter => {
    const { transaction: _, ...methods } = MemoryAdapter()
    const slow = Object.entries(methods).map(([name, method]) => [
      name,
      async (...values: [never]) => {
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
        return (method as (...values: unknown[]) => unknown)(...values)
      },
    ])
    return Object.fromEntries(slow)
  }

  /** Lets time pass until the work is done. */
  async function inQuickTime<T>(work: Promise<T>): Promise<T> {
    let isOver = false
    const over = work.finally(() => {
      isOver = true
    })
    while (!isOver) {
      await vi.advanceTimersByTimeAsync(100)
      await new Promise((next) => setImmediate(next))
    }
    return over
  }

  test.each([0.1, 1, 9])("is waited for when each answer takes %d seconds (DB-4)", async (seconds) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    const browser = open(slowBy(seconds)).browser()
    await inQuickTime(signIn(browser, "idp", somebody()))
    expect((await inQuickTime(browser.session()))?.user?.name).toBe("Ada")
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([11, 60])(
    "is given up when an answer takes %d seconds, and leaves no timer behind (DB-4)",
    async (seconds) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
      const browser = open(slowBy(seconds)).browser()
      const { location } = await inQuickTime(signIn(browser, "idp", somebody()))
      expect(location).toBe("https://app.example/api/auth/error?error=Configuration")
      expect(browser.cookie("__Secure-next-auth.session-token")).toBeUndefined()
      await vi.advanceTimersByTimeAsync(60_000)
      expect(vi.getTimerCount()).toBe(0)
    },
  )
})

describe("a replica that lags by a second", () => {
  /** Reads see what was there a second ago. */
  function lagging(): { adapter: Adapter; catchUp(): void; people: ReturnType<typeof ledgerOf>["people"] } {
    const ledger = ledgerOf(MemoryAdapter() as Required<Adapter>)
    let isBehind = true
    const late =
      (read: (...values: never[]) => unknown) =>
      (...values: never[]) =>
        isBehind ? null : read(...values)
    const adapter = changed(ledger.adapter, (it) => ({
      getUserByAccount: late(it.getUserByAccount) as typeof it.getUserByAccount,
      getUserByEmail: late(it.getUserByEmail) as typeof it.getUserByEmail,
      getUser: late(it.getUser) as typeof it.getUser,
      getSessionAndUser: late(it.getSessionAndUser) as typeof it.getSessionAndUser,
    }))
    const catchUp = () => {
      isBehind = false
    }
    return { adapter, catchUp, people: ledger.people }
  }

  test("doubles nobody, and lets nobody go in circles (DB-6)", async () => {
    const { adapter, catchUp, people } = lagging()
    const ada = somebody()
    const app = open(adapter)
    await signIn(app.browser(), "idp", ada)
    const browser = app.browser()
    expect((await signIn(browser, "idp", ada)).location).toBe(`${app.origin}/api/auth/error?error=OAuthCreateAccount`)
    expect(await browser.session()).toBeNull()
    catchUp()
    expect(await people()).toEqual({ [ada.email]: [`idp ${ada.id}`] })
    await signIn(browser, "idp", ada)
    expect((await browser.session())?.user?.email).toBe(ada.email)
    expect(await people()).toEqual({ [ada.email]: [`idp ${ada.id}`] })
  })
})

describe("a session whose row has odd values", () => {
  const inAnHour = Date.now() + 3_600_000
  const anHourAgo = Date.now() - 3_600_000

  async function readWith(expires: unknown): Promise<{ status: number; name: unknown; log: string[] }> {
    const ada = somebody()
    let isOdd = false
    const adapter = changed(MemoryAdapter(), (it) => ({
      async getSessionAndUser(token) {
        const row = await it.getSessionAndUser(token)
        return isOdd && row ? { ...row, session: { ...row.session, expires: expires as Date } } : row
      },
    }))
    const app = open(adapter)
    const browser = await signedIn(app, ada)
    isOdd = true
    const answer = await browser.get("session")
    return { status: answer.status, name: answer.json().user?.name, log: app.log.map(({ code }) => code) }
  }

  test.each([new Date(inAnHour), new Date(inAnHour).toISOString(), inAnHour])(
    "is one as long as its time, told as %j, has not come (DB-7)",
    async (expires) => {
      expect(await readWith(expires)).toEqual({ status: 200, name: "Ada", log: [] })
    },
  )

  test.each([new Date(anHourAgo), new Date(anHourAgo).toISOString(), anHourAgo, 0, null, -1, true])(
    "is over when its time, told as %j, has come (DB-7)",
    async (expires) => {
      expect(await readWith(expires)).toEqual({ status: 200, name: undefined, log: [] })
    },
  )

  test.each([
    [undefined],
    ["soon"],
    [""],
    [Number.NaN],
    [{}],
    [inAnHour.toString()],
    [BigInt(inAnHour)],
    [Symbol("x")],
  ])("is nobody's to tell when %s is no time (DB-7)", async (expires) => {
    expect(await readWith(expires)).toEqual({ status: 500, name: undefined, log: ["SESSION_ERROR"] })
  })

  test("is never somebody's whose time has come, whatever an adapter makes of the row (DB-7)", async () => {
    let row: unknown
    let isOdd = false
    const adapter = changed(MemoryAdapter(), (it) => ({
      getSessionAndUser: (token) => (isOdd ? (row as never) : it.getSessionAndUser(token)),
      updateSession: (changes) => (isOdd ? (undefined as never) : it.updateSession(changes)),
    }))
    const app = open(adapter)
    const browser = await signedIn(app)
    const cookies = new Map(browser.cookies)
    isOdd = true
    const time = fc.oneof(
      fc.date({ noInvalidDate: false }),
      fc.integer({ min: Date.now() - 400 * day, max: Date.now() + 400 * day }),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.anything(),
    )
    const user = fc.oneof(fc.record({ id: fc.anything(), email: fc.anything(), name: fc.anything() }), fc.anything())
    const rows = fc.oneof(
      fc.record({ session: fc.record({ sessionToken: fc.constant("t"), userId: fc.anything(), expires: time }), user }),
      fc.anything(),
    )
    await fc.assert(
      fc.asyncProperty(rows, async (odd) => {
        row = odd
        browser.cookies.clear()
        for (const [key, cookie] of cookies) browser.cookies.set(key, cookie)
        const { status, text } = await browser.get("session")
        expect([200, 500]).toContain(status)
        if (status === 500) expect(text).toContain("Check the server logs")
        if (status === 200 && text !== "{}") {
          const { session } = odd as { session: { expires: Date } }
          expect(new Date(session.expires).getTime()).toBeGreaterThan(Date.now())
        }
      }),
      { numRuns: runs },
    )
    console.log(`Odd rows of a session: ${runs}`)
  })
})

describe.each<["jwt" | "database"]>([["jwt"], ["database"]])(
  "an adapter whose ids are no texts, with sessions of strategy %s,",
  (strategy) => {
    /** Ids leave the adapter as a database numbers them, and come back in whichever form. */
    function numbered(asId: (text: string) => unknown): Adapter {
      let last = 0
      const out = <T extends { id?: string } | null>(user: T): T =>
        user && { ...user, id: asId(user.id as string) as string }
      const { transaction: _, ...plain } = MemoryAdapter()
      return changed(plain, (it) => ({
        createUser: async (user) => out(await it.createUser({ ...user, id: String(++last) })),
        getUser: async (id) => out(await it.getUser(String(id))),
        getUserByEmail: async (email) => out(await it.getUserByEmail(email)),
        getUserByAccount: async (key) => out(await it.getUserByAccount(key)),
        linkAccount: (account) => it.linkAccount({ ...account, userId: String(account.userId) }),
        updateAccount: ({ userId, ...account }) => it.updateAccount({ ...account, userId: String(userId) }),
        createSession: (session) => it.createSession({ ...session, userId: String(session.userId) }),
        async getSessionAndUser(token) {
          const row = await it.getSessionAndUser(token)
          return row && { session: { ...row.session, userId: asId(row.session.userId) as string }, user: out(row.user) }
        },
      }))
    }

    test.each([
      ["numbers", Number],
      ["bigints", BigInt],
    ])("but %s knows people again, and links to whoever is signed in (DB-7)", async (_, asId) => {
      const app = openApp({
        adapter: numbered(asId),
        providers: [provider("idp"), provider("second")],
        session: { strategy },
      })
      const [ada, atWork] = [somebody(), somebody("Work")]
      const browser = await signedIn(app, ada)
      expect((await signIn(browser, "second", atWork)).location).toBe(`${app.origin}/`)
      const other = app.browser()
      await signIn(other, "second", atWork)
      expect((await other.session())?.user?.email).toBe(ada.email)
      expect(app.log.filter(({ level }) => level === "error")).toEqual([])
    })
  },
)

describe("a link whose row has odd values", () => {
  test("is good as long as its time has not come, and no longer, whatever an adapter makes of it (DB-7)", async () => {
    const { default: Email } = await import("../../src/providers/email.js")
    const ask = async (expires: unknown): Promise<boolean> => {
      const links: string[] = []
      const adapter = changed(MemoryAdapter(), (it) => ({
        async useVerificationToken(key) {
          const row = await it.useVerificationToken(key)
          return row && { ...row, expires: expires as Date }
        },
      }))
      const mail = Email({ sendVerificationRequest: ({ url }) => void links.push(url) })
      const browser = openApp({ adapter, providers: [mail] }).browser()
      await browser.signIn("email", { email: "ada@example.com" })
      await browser.get(links[0] ?? "")
      return (await browser.session()) !== null
    }
    for (const good of [new Date(Date.now() + day), Date.now() + day, new Date(Date.now() + day).toISOString()])
      expect(await ask(good)).toBe(true)
    for (const bad of [
      new Date(0),
      0,
      null,
      undefined,
      "",
      "soon",
      Number.NaN,
      new Date(Number.NaN),
      {},
      Date.now() - 1,
    ])
      expect(await ask(bad)).toBe(false)
  })
})

describe("a row that is deleted while it is used", () => {
  /** A session that is due to be extended. */
  async function due(adapter: Adapter): Promise<Browser> {
    const browser = await signedIn(open(adapter))
    const sessionToken = decodeURIComponent(browser.cookie("__Secure-next-auth.session-token") ?? "")
    await adapter.updateSession?.({ sessionToken, expires: new Date(Date.now() + 2 * day) })
    return browser
  }

  test.each([
    ["returns null", (answer: unknown) => answer],
    ["returns nothing", () => undefined],
  ])("is nobody's, and the cookie goes, where updating %s (DB-9)", async (_, answer) => {
    let deletes = false
    const adapter = changed(MemoryAdapter(), (it) => ({
      async updateSession(changes) {
        if (deletes) await it.deleteUser((await it.getSessionAndUser(changes.sessionToken))?.user.id ?? "")
        return answer(await it.updateSession(changes)) as never
      },
    }))
    const browser = await due(adapter)
    expect((await browser.session())?.user?.name).toBe("Ada")
    const another = await due(adapter)
    deletes = true
    expect(await another.session()).toBeNull()
    expect(another.cookie("__Secure-next-auth.session-token")).toBeUndefined()
    expect((await browser.session())?.user?.name).toBe("Ada")
  })

  test("of somebody who is deleted while they sign in begins no session (DB-9)", async () => {
    const ada = somebody()
    let deletes = false
    const adapter = changed(MemoryAdapter(), (it) => ({
      async updateAccount(changes) {
        if (deletes) await it.deleteUser((await it.getUserByAccount(changes as never))?.id ?? "")
        return it.updateAccount(changes)
      },
    }))
    const app = open(adapter)
    await signedIn(app, ada)
    deletes = true
    const browser = app.browser()
    await signIn(browser, "idp", ada)
    expect(await browser.session()).toBeNull()
  })

  test("takes its roles with it: a session shows what the user's row says now (RC-10)", async () => {
    const adapter = MemoryAdapter()
    const app = openApp({
      adapter,
      providers: [provider("idp")],
      session: { strategy: "database" },
      callbacks: { session: ({ session, user }) => ({ ...session, role: (user as unknown as { role: string }).role }) },
    })
    const ada = somebody()
    const browser = app.browser()
    await signIn(browser, "idp", ada)
    const id = (await adapter.getUserByEmail?.(ada.email))?.id ?? ""
    for (const role of ["admin", "guest"]) {
      await adapter.updateUser?.({ id, role } as never)
      expect(await browser.session()).toMatchObject({ role })
    }
  })
})
