/** Both strategies without a server: what they read, issue and end for a cookie header. */
import { runInNewContext } from "node:vm"
import { expect, test } from "vitest"
import { MemoryAdapter } from "../../adapters/memory.js"
import type { Adapter, AdapterUser } from "../contracts/adapter.js"
import type { EndableSession, OAuthProvider } from "../contracts/provider.js"
import { decode, encode } from "../crypto/token.js"
import { definePolicy } from "../guard/policy.js"
import { createCookieJar } from "../http/cookie-jar.js"
import type { Account, JWT } from "../model.js"
import type { Config } from "../options/config.js"
import type { AuthOptions } from "../options/options.js"
import { resolveOptions } from "../options/resolve.js"
import { strategyOf } from "./strategy-of.js"

const secret = "a secret of at least 32 characters, for tests"
const name = "next-auth.session-token"
const now = new Date(Math.floor(Date.now() / 1000) * 1000)
const seconds = now.getTime() / 1000
const hour = 3600
const account = { provider: "p", providerAccountId: "1", type: "oauth" } as Account
const policy = definePolicy({ default: "public", routes: {} })

type Told = [what: string, message: unknown]

function setUp(options: Partial<AuthOptions> = {}, config: Partial<Config> = {}) {
  const told: Told[] = []
  const tell = (what: string) => (message: unknown) => void told.push([what, message])
  const resolved = resolveOptions(
    {
      providers: [],
      secret,
      logger: { error: (code: string) => void told.push(["error", code]), warn() {} },
      events: { session: tell("session") },
      ...options,
      session: { maxAge: hour, ...options.session },
    },
    { methods: {}, features: [], pages: async () => ({}) as never },
  )
  const all = { ...resolved, ...config } as Config
  const strategy = strategyOf(all)
  const at = (header: string, later = 0) => {
    const jar = createCookieJar(header)
    return { jar, context: { config: all, jar, secure: false, now: new Date(now.getTime() + later * 1000) } }
  }
  return { strategy, at, told, config: all }
}

const gone = [`${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`]
const valueIn = (lines: string[]) => lines.at(-1)?.split(";")[0]?.split("=")[1] ?? ""
const claimsIn = (lines: string[]) => decode({ token: valueIn(lines), secret })
const cookieOf = async (token: JWT, maxAge = hour) => `${name}=${await encode({ token, secret, maxAge })}`

const ada = { id: "1", name: "Ada", email: "ada@example.com", image: "https://img.example/ada" }

test("a session in a cookie holds who signed in, for as long as sessions last", async () => {
  const { strategy, at } = setUp()
  const { jar, context } = at(`${name}.0=planted; other=1`)
  expect(await strategy.issue(context, { user: ada, account })).toBe("1")
  const [removed, line] = jar.changes()
  expect(removed).toContain(`${name}.0=; Max-Age=0`)
  expect(line).toContain(`; Expires=${new Date(now.getTime() + hour * 1000).toUTCString()}; HttpOnly; SameSite=Lax`)
  const claims = await claimsIn(jar.changes())
  expect(claims).toEqual({
    name: "Ada",
    email: ada.email,
    picture: ada.image,
    sub: "1",
    iat: expect.any(Number),
    exp: Number(claims?.iat) + hour,
    jti: expect.any(String),
  })
})

test.each([
  [undefined, "signIn", {}],
  [false, "signIn", { isNewUser: false }],
  [true, "signUp", { isNewUser: true }],
])("callbacks.jwt is told why a session begins: isNewUser %s", async (isNewUser, trigger, more) => {
  const asked: object[] = []
  const jwt = (params: object) => {
    asked.push(params)
    return { sub: "chosen" }
  }
  const { strategy, at } = setUp({ callbacks: { jwt } })
  const profile = { sub: "x" }
  expect(await strategy.issue(at("").context, { user: ada, account, profile, isNewUser })).toBe("chosen")
  await strategy.issue(at("").context, { user: { id: "2" } as AdapterUser, account, isNewUser })
  expect(asked[0]).toEqual({
    token: { name: "Ada", email: ada.email, picture: ada.image, sub: "1" },
    user: ada,
    account,
    profile,
    trigger,
    ...more,
  })
  expect(asked[1]).toEqual({ token: { sub: "2" }, user: { id: "2" }, account, trigger, ...more })
})

test("a session in a cookie is read and extended, and the app is told", async () => {
  const { strategy, at, told } = setUp()
  const { jar, context } = at(await cookieOf({ sub: "1", name: "Ada", email: ada.email }, 60))
  const session = await strategy.read(context)
  expect(session).toEqual({
    user: { name: "Ada", email: ada.email },
    expires: new Date(now.getTime() + hour * 1000).toISOString(),
  })
  const claims = await claimsIn(jar.changes())
  expect(Number(claims?.exp) - Number(claims?.iat)).toBe(hour)
  expect(told).toEqual([["session", { session, token: expect.objectContaining({ sub: "1" }) }]])
})

test("what a page sends to a session by update() reaches the callback as that, and nothing else does", async () => {
  const asked: object[] = []
  const jwt = ({ token, ...rest }: { token: JWT }) => {
    asked.push(rest)
    return token
  }
  const { strategy, at } = setUp({ callbacks: { jwt } })
  const cookie = await cookieOf({ sub: "1" })
  await strategy.read(at(cookie).context)
  await strategy.read(at(cookie).context, { data: { theme: "dark" } })
  expect(asked).toEqual([{}, { trigger: "update", session: { theme: "dark" } }])
})

test("with updateAge a session in a cookie keeps its end until that has passed, or something changed", async () => {
  let role: string | undefined
  const jwt = ({ token }: { token: JWT }) => (role ? { ...token, role } : token)
  const { strategy, at } = setUp({ session: { updateAge: 60 }, callbacks: { jwt } })
  const cookie = await cookieOf({ sub: "1" })
  const readAt = async (later: number, update?: { data: unknown }) => {
    const { jar, context } = at(cookie, later)
    const session = await strategy.read(context, update)
    return [jar.changes().length, Math.round((Date.parse(session?.expires ?? "") - now.getTime()) / 1000 / 10)]
  }
  expect(await readAt(30)).toEqual([0, 360])
  expect(await readAt(50, { data: 1 })).toEqual([1, 365])
  expect(await readAt(90)).toEqual([1, 369])
  expect(await readAt(91)).toEqual([0, 360]) // another request of the same page
  expect(await readAt(120)).toEqual([1, 372])
  role = "admin"
  expect(await readAt(20)).toEqual([1, 362])
})

test("with updateAge a session whose claims nothing changes is written when that has passed, once for a page", async () => {
  const { strategy, at } = setUp({ session: { updateAge: 60 } })
  const cookie = await cookieOf({ sub: "1" })
  const writes = async (later: number) => {
    const { jar, context } = at(cookie, later)
    await strategy.read(context)
    return jar.changes().length
  }
  expect([await writes(30), await writes(61), await writes(62), await writes(120)]).toEqual([0, 1, 0, 1])
})

test("a token of Auth.js v5 is replaced by one of ours at the first reading, whatever updateAge says", async () => {
  const { strategy, at } = setUp({ session: { updateAge: 60 } })
  const v5 = "authjs.session-token"
  const { jar, context } = at(`${v5}=${await encode({ token: { sub: "1" }, secret, salt: v5, maxAge: hour })}`)
  expect(await strategy.readUserId(context)).toBe("1")
  expect(await strategy.read(context)).not.toBeNull()
  expect(await claimsIn(jar.changes())).toMatchObject({ sub: "1" })
})

test.each(["garbage", "a.b.c.d.e"])("a cookie of %j is nobody's: it is removed, and the log says so", async (value) => {
  const { strategy, at, told } = setUp()
  const { jar, context } = at(`${name}=${value}`)
  expect(await strategy.read(context)).toBeNull()
  expect(jar.changes()).toEqual(gone)
  expect(told).toEqual([["error", "JWT_SESSION_ERROR"]])
  const quiet = at(`${name}=${value}`)
  expect([await strategy.readUserId(quiet.context), await strategy.readAuthTime(quiet.context)]).toEqual([null, null])
  expect(quiet.jar.changes()).toEqual([])
  expect(told).toHaveLength(1)
  expect(await strategy.end(quiet.context)).toBeNull()
  expect(quiet.jar.changes()).toEqual(gone)
  expect(told.at(-1)).toEqual(["error", "SIGNOUT_ERROR"])
})

test.each([["jwt"], ["database"]] as const)(
  "without a cookie nobody is there, and nothing is written (%s)",
  async (by) => {
    const { strategy, at, told } = setUp({ session: { strategy: by }, adapter: MemoryAdapter() })
    const { jar, context } = at("other=1")
    expect(await strategy.read(context)).toBeNull()
    expect(await strategy.readUserId(context)).toBeNull()
    expect(await strategy.readAuthTime(context)).toBeNull()
    expect(await strategy.end(context)).toBeNull()
    expect([jar.changes(), told]).toEqual([[], []])
  },
)

test("a callback that fails ends no session silently: it is removed, and the log says so", async () => {
  const jwt = () => Promise.reject(new Error("bug"))
  const { strategy, at, told } = setUp({ callbacks: { jwt } })
  const { jar, context } = at(await cookieOf({ sub: "1" }))
  expect(await strategy.read(context)).toBeNull()
  expect(jar.changes()).toEqual(gone)
  expect(told).toEqual([["error", "JWT_SESSION_ERROR"]])
})

test("what an app's functions promise may come of any library or realm, and is waited for", async () => {
  const later: <T>(value: T) => Promise<T> = runInNewContext("(value) => Promise.resolve(value)")
  expect(later(1)).not.toBeInstanceOf(Promise)
  const { strategy, at, told } = setUp({
    callbacks: {
      jwt: ({ token }) => later({ ...token, role: "admin" }),
      session: ({ session, token }) => later({ ...session, role: token.role }),
    },
    jwt: { encode: (params) => later(`sealed for ${params.token?.role}`) as never },
  })
  const { jar, context } = at(await cookieOf({ name: "Ada" }))
  expect(await strategy.read(context)).toMatchObject({ user: { name: "Ada" }, role: "admin" })
  expect(valueIn(jar.changes())).toBe("sealed%20for%20admin")
  expect(told).toEqual([["session", expect.objectContaining({ session: expect.objectContaining({ role: "admin" }) })]])
})

test("of what an app's encode returns nothing can end the cookie, nor of a key that it makes", async () => {
  const planted = "a; Domain=evil.example\r\nSet-Cookie: b=c"
  const own = setUp({ jwt: { encode: () => planted as never } })
  const { jar, context } = own.at(await cookieOf({ name: "Ada" }))
  await own.strategy.read(context)
  expect(jar.changes()).toEqual([expect.stringContaining(`${name}=${encodeURIComponent(planted)}; Path=/`)])

  const session = { strategy: "database", generateSessionToken: () => planted } as const
  const rows = setUp({ adapter: MemoryAdapter(), session })
  const visit = rows.at("")
  await rows.strategy.issue(visit.context, { user: ada, account })
  expect(visit.jar.changes()).toEqual([expect.stringContaining(`${name}=${encodeURIComponent(planted)}; Path=/`)])
})

test("where nobody has to be asked, a session is there at once", async () => {
  const { strategy, at } = setUp({ events: {} })
  expect(strategy.read(at(await cookieOf({ name: "Ada" })).context)).toMatchObject({ user: { name: "Ada" } })
})

test("signing out tells whose session it was", async () => {
  const { strategy, at } = setUp()
  const { jar, context } = at(await cookieOf({ sub: "1" }))
  expect(await strategy.end(context)).toEqual({ token: expect.objectContaining({ sub: "1" }) })
  expect(jar.changes()).toEqual(gone)
})

test("an app's own decoder opens its own tokens alone, and what it does not open is nobody's", async () => {
  const asked: unknown[] = []
  const own = (params: { token?: string | undefined; secret: unknown }) => {
    asked.push([params.token, params.secret])
    return params.token === "mine" ? { sub: "own" } : null
  }
  const { strategy, at } = setUp({ jwt: { decode: own, encode: () => "mine" } })
  expect(await strategy.readUserId(at(`${name}=mine`).context)).toBe("own")
  expect(await strategy.readUserId(at(`${name}=other`).context)).toBeNull()
  expect(asked).toEqual([
    ["mine", secret],
    ["other", secret],
  ])
  const v5 = "authjs.session-token"
  const cookie = `${v5}=${await encode({ token: { sub: "v5" }, secret, salt: v5 })}`
  expect(await strategy.readUserId(at(cookie).context)).toBe("v5")
  expect(asked).toHaveLength(2)
})

test("a token without a subject names no user", async () => {
  const { strategy, at } = setUp()
  expect(await strategy.readUserId(at(await cookieOf({ name: "Ada" })).context)).toBeNull()
})

test("a session that servers may refuse is told to the log, and none that they take", async () => {
  const { strategy, at, told } = setUp({ callbacks: { jwt: ({ token }) => ({ ...token, much: "x".repeat(12_000) }) } })
  await strategy.issue(at("").context, { user: ada, account })
  expect(told).toEqual([["error", "SESSION_COOKIE_TOO_LARGE"]])
  const small = setUp()
  await small.strategy.issue(small.at("").context, { user: ada, account })
  expect(small.told).toEqual([])
})

test.each([
  ["with a policy", policy, seconds],
  ["without one", undefined, null],
])("when somebody signed in is noted %s, and survives callbacks and extensions", async (_, own, at_) => {
  const jwt = ({ token }: { token: JWT }) => ({ sub: token.sub, auth_time: 1 })
  const { strategy, at } = setUp({ policy: own, callbacks: { jwt } } as Partial<AuthOptions>)
  const first = at("")
  await strategy.issue(first.context, { user: ada, account })
  const second = at(`${name}=${valueIn(first.jar.changes())}`, 300)
  expect(await strategy.readAuthTime(second.context)).toBe(at_ ?? 1)
  await strategy.read(second.context)
  expect((await claimsIn(second.jar.changes()))?.auth_time).toBe(at_ ?? 1)
  expect(await strategy.readAuthTime(at(await cookieOf({ auth_time: String(seconds) })).context)).toBeNull()
})

/** A provider that may end sessions, and what it is told. */
function ending(isEnded: boolean | Error) {
  const told: unknown[] = []
  const logout = {
    wasEnded: async (...message: unknown[]) => {
      told.push(message)
      if (isEnded instanceof Error) throw isEnded
      return isEnded
    },
    remember: async (...message: unknown[]) => void told.push(message),
  }
  const providers = new Map([["p", { id: "p", logout } as unknown as OAuthProvider]])
  return { told, config: { mayEndSessions: true, providers } as Partial<Config> }
}
const endable = { provider: "p", sid: "s" } as unknown as EndableSession

test("a session that its provider has ended is nobody's", async () => {
  const { told, config } = ending(true)
  const { strategy, at } = setUp({}, config)
  const first = at("")
  await strategy.issue(first.context, { user: ada, account, endable })
  const { jar, context } = at(`${name}=${valueIn(first.jar.changes())}`)
  expect(await strategy.readUserId(context)).toBeNull()
  expect(jar.changes()).toEqual([])
  expect(await strategy.read(context)).toBeNull()
  expect(jar.changes()).toEqual(gone)
  expect(told[0]).toEqual([{ adapter: null, secret, strategy: "jwt", maxAge: hour }, endable])
})

test("one that it has not ended stays endable, though callbacks.jwt returns other claims", async () => {
  const { config } = ending(false)
  const { strategy, at } = setUp({ callbacks: { jwt: ({ token }) => ({ sub: token.sub as string }) } }, config)
  const first = at(await cookieOf({ sub: "1", endable } as JWT))
  expect(await strategy.readUserId(first.context)).toBe("1")
  expect(await strategy.read(first.context)).not.toBeNull()
  expect(await claimsIn(first.jar.changes())).toMatchObject({ endable })
  expect(await strategy.readUserId(at(await cookieOf({ sub: "2" })).context)).toBe("2")
  const other = { endable: { provider: "unknown" } } as unknown as JWT
  expect(await strategy.readUserId(at(await cookieOf({ sub: "3", ...other })).context)).toBe("3")
})

test("where nobody can tell whether it was ended, nobody is let in", async () => {
  const { config } = ending(new Error("away"))
  const { strategy, at } = setUp({}, config)
  const { context } = at(await cookieOf({ sub: "1", endable } as JWT))
  await expect(strategy.read(context)).rejects.toThrow("away")
  await expect(strategy.readUserId(context)).rejects.toThrow("away")
})

/** Ada with a session in the database, and what is asked of it by name. */
async function stored(change: (adapter: Adapter) => Partial<Adapter> = () => ({}), config: Partial<Config> = {}) {
  const memory = MemoryAdapter() as Required<Adapter>
  const user = await memory.createUser({ name: "Ada", email: ada.email, emailVerified: null })
  const adapter = { ...memory, ...change(memory) } as Adapter
  const own = setUp(
    { adapter, session: { strategy: "database", updateAge: 600 }, policy } as Partial<AuthOptions>,
    config,
  )
  const first = own.at(`${name}.0=planted`)
  expect(await own.strategy.issue(first.context, { user, account })).toBe(user.id)
  const key = valueIn(first.jar.changes())
  return { ...own, memory, user, key, cookie: `${name}=${key}`, issued: first.jar.changes() }
}

test("a session in the database is a row whose key is in the cookie", async () => {
  const { memory, user, key, cookie, strategy, at, issued, told } = await stored()
  expect(issued[0]).toContain(`${name}.0=; Max-Age=0`)
  const expires = new Date(now.getTime() + hour * 1000)
  expect(issued[1]).toContain(`; Expires=${expires.toUTCString()}`)
  expect(await memory.getSessionAndUser(key)).toMatchObject({ session: { userId: user.id, expires } })
  const { jar, context } = at(cookie)
  const session = { user: { name: "Ada", email: ada.email }, expires: expires.toISOString() }
  expect(await strategy.read(context)).toEqual(session)
  expect(told).toEqual([["session", { session }]])
  expect(valueIn(jar.changes())).toBe(key)
  expect(await strategy.readUserId(context)).toBe(user.id)
  expect(await strategy.readAuthTime(context)).toBe(seconds)
  expect(await strategy.readAuthTime(at(`${name}=unknown`).context)).toBeNull()
})

test("the row is extended when updateAge has passed, and the cookie at each reading", async () => {
  const { memory, key, cookie, strategy, at } = await stored()
  const readAt = async (later: number) => {
    const { jar, context } = at(cookie, later)
    await strategy.read(context)
    const row = await memory.getSessionAndUser(key)
    const end = ((row?.session.expires.getTime() ?? 0) - now.getTime()) / 1000
    return [end, jar.changes()[0]?.includes(new Date(now.getTime() + (later + hour) * 1000).toUTCString())]
  }
  expect(await readAt(599)).toEqual([hour, true])
  expect(await readAt(600)).toEqual([hour + 600, true])
})

test("a row that is over is deleted, and is nobody's", async () => {
  const { memory, key, cookie, strategy, at, user } = await stored()
  expect(await strategy.readUserId(at(cookie, hour - 1).context)).toBe(user.id)
  const { jar, context } = at(cookie, hour)
  expect(await strategy.read(context)).toBeNull()
  expect(jar.changes()).toEqual(gone)
  expect(await memory.getSessionAndUser(key)).toBeNull()
  expect(await strategy.readUserId(at(cookie).context)).toBeNull()
})

test.each([
  ["returns nothing, and keeps the row", () => undefined, true],
  ["returns nothing, for the row is gone", (memory: Adapter, key: string) => memory.deleteSession?.(key), false],
])("a session is there after an adapter that %s: %s", async (_, effect, isThere) => {
  const { cookie, strategy, at } = await stored((memory) => ({
    async updateSession({ sessionToken }) {
      await effect(memory, sessionToken)
      return undefined
    },
  }))
  expect((await strategy.read(at(cookie, 900).context)) !== null).toBe(isThere)
})

test.each([
  ["as a text", (time: Date) => time.toISOString(), true],
  ["in milliseconds", (time: Date) => time.getTime(), true],
  ["as no time", () => "soon", false],
])("an adapter that hands out times %s", async (_, spell, isRead) => {
  const { cookie, strategy, at } = await stored((memory) => ({
    async getSessionAndUser(key) {
      const row = await memory.getSessionAndUser?.(key)
      return row ? ({ ...row, session: { ...row.session, expires: spell(row.session.expires) } } as never) : null
    },
  }))
  const reading = strategy.read(at(cookie).context)
  if (isRead) expect((await reading)?.expires).toBe(new Date(now.getTime() + hour * 1000).toISOString())
  else await expect(reading).rejects.toMatchObject({ code: "STORAGE_FAILED" })
})

test("signing out deletes the row, and says which it was", async () => {
  const { memory, key, cookie, strategy, at } = await stored()
  const { jar, context } = at(cookie)
  expect(await strategy.end(context)).toMatchObject({ session: { sessionToken: key } })
  expect(jar.changes()).toEqual(gone)
  expect(await memory.getSessionAndUser(key)).toBeNull()
})

test("a row that cannot be deleted is an error, unless it is gone anyway", async () => {
  const rejects = { deleteSession: () => Promise.reject(new Error("no such record")) }
  const there = await stored(() => rejects)
  await expect(there.strategy.end(there.at(there.cookie).context)).rejects.toMatchObject({ code: "STORAGE_FAILED" })
  await there.memory.deleteSession(there.key)
  expect(await there.strategy.end(there.at(there.cookie).context)).toEqual({ session: null })
})

test("a page's update reaches callbacks.session as one", async () => {
  const asked: unknown[] = []
  const session = ({ session, user, ...rest }: { session: object; user: AdapterUser }) => {
    asked.push([user.email, rest])
    return { ...session, nothing: undefined }
  }
  const memory = await stored()
  const own = setUp({ adapter: memory.memory, session: { strategy: "database" }, callbacks: { session } } as never)
  const read = await own.strategy.read(own.at(memory.cookie).context)
  expect(Object.keys(read ?? {})).toEqual(["user", "expires"])
  await own.strategy.read(own.at(memory.cookie).context, { data: 7 })
  expect(asked).toEqual([
    [ada.email, {}],
    [ada.email, { newSession: 7, trigger: "update" }],
  ])
})

test("a session in the database that its provider may end is remembered with its row", async () => {
  const { told, config } = ending(false)
  const { strategy, at, user } = await stored(() => ({}), config)
  const { jar, context } = at("")
  await strategy.issue(context, { user, account, endable })
  expect(told).toEqual([
    [
      expect.objectContaining({ strategy: "database", secret, maxAge: hour }),
      endable,
      expect.objectContaining({ sessionToken: valueIn(jar.changes()), userId: user.id }),
    ],
  ])
})

test("when somebody signed in is noted for as long as the session, and a developer without notes is told", async () => {
  const noted: unknown[] = []
  await stored(() => ({ setValue: async (...note: unknown[]) => void noted.push(note) }))
  expect(noted).toEqual([[expect.stringMatching(/^auth-time:[0-9a-f]{64}$/), String(seconds), hour]])
  for (const lacking of [{ getValue: undefined as never }, { setValue: undefined as never }]) {
    const { strategy, at, cookie } = await stored(() => lacking)
    await expect(strategy.readAuthTime(at(cookie).context)).rejects.toMatchObject({
      code: "MISSING_ADAPTER_METHODS_ERROR",
    })
  }
})
