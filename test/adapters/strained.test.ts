/** Databases with too little of something: connections, room, leave to write, or the right time. */
import { createPool } from "mysql2"
import { Pool } from "pg"
import { createClient } from "redis"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { RedisAdapter, type RedisClient } from "../../src/adapters/redis.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { provider, signIn, somebody } from "../support/people.js"
import { engines, type RunningEngine } from "./engines.js"

const hour = 3_600_000

afterEach(() => {
  vi.useRealTimers()
})

const engine = (name: string) => {
  const found = engines.find((one) => one.name === name)
  if (!found) throw new Error(`There is no engine ${name}`)
  return found
}

/** The engine, running while the tests of a `describe` do, and what ends with it. */
function running(name: string): { readonly current: RunningEngine; closing(close: () => unknown): void } {
  let current: RunningEngine
  const closings: (() => unknown)[] = []
  beforeAll(async () => {
    current = await engine(name).start()
  })
  afterAll(async () => {
    for (const close of closings.reverse()) await close()
    await current.stop()
  })
  return {
    get current() {
      return current
    },
    closing: (close) => void closings.push(close),
  }
}

const appOn = (adapter: Adapter): App =>
  openApp({ adapter, providers: [provider("idp")], session: { strategy: "database" } })

async function signedIn(app: App): Promise<Browser> {
  const browser = app.browser()
  await signIn(browser, "idp", somebody())
  expect((await browser.session())?.user?.name).toBe("Ada")
  return browser
}

describe.each(["PostgreSQL", "MariaDB"])("%s with one connection for everybody", (name) => {
  describe.skipIf(!engine(name).available)("that is enough for", () => {
    const database = running(name)

    function adapterOfOne(): Adapter {
      const url = database.current.sql
      if (name === "MariaDB") {
        const pool = createPool({ uri: url, connectionLimit: 1 })
        database.closing(() => pool.promise().end())
        return SqlAdapter({ dialect: "mysql", pool })
      }
      const pool = new Pool({ connectionString: url, max: 1 })
      database.closing(() => pool.end())
      return SqlAdapter({ dialect: "postgres", pool })
    }

    test("twenty first sign-ins at once: no request waits for itself (DB-5)", async () => {
      const app = appOn(adapterOfOne())
      const browsers = await Promise.all(Array.from({ length: 20 }, () => signedIn(app)))
      const sessions = await Promise.all(browsers.map((browser) => browser.session()))
      expect(sessions.every((session) => session?.user?.name === "Ada")).toBe(true)
    })
  })
})

/** Nobody new gets in; who is signed in stays so; and all is well when there is room again. */
async function expectNobodyNew(app: App, begin: () => unknown, end: () => unknown): Promise<void> {
  const known = await signedIn(app)
  await begin()
  try {
    const browser = app.browser()
    const { location } = await signIn(browser, "idp", somebody())
    expect(location).toMatch(/\/api\/auth\/error\?error=(OAuthCreateAccount|Configuration)$/)
    expect(await browser.session()).toBeNull()
    expect((await known.session())?.user?.name).toBe("Ada")
  } finally {
    await end()
  }
  await signedIn(app)
  await known.signOut()
  expect(await known.session()).toBeNull()
}

describe.skipIf(!engine("PostgreSQL").available)("a PostgreSQL database", () => {
  const database = running("PostgreSQL")

  test("that can only be read, as a standby, lets nobody new in (DB-10)", async () => {
    const pool = new Pool({ connectionString: database.current.sql, max: 1 })
    database.closing(() => pool.end())
    await expectNobodyNew(
      appOn(SqlAdapter({ dialect: "postgres", pool })),
      () => pool.query("set default_transaction_read_only = on"),
      () => pool.query("set default_transaction_read_only = off"),
    )
  })
})

describe.skipIf(!engine("Redis over SQLite").available)("a Redis", () => {
  const database = running("Redis over SQLite")
  let client: ReturnType<typeof createClient>
  let app: App
  beforeAll(async () => {
    client = createClient({ url: database.current.redis ?? "" })
    await client.connect()
    const users = SqlAdapter({ url: database.current.sql })
    database.closing(() => users.close())
    database.closing(() => client.destroy())
    app = appOn(RedisAdapter({ client: client as unknown as RedisClient, users }))
  })

  test("whose memory is full lets nobody new in (DB-10)", async () => {
    const limit = (bytes: number) => client.sendCommand(["CONFIG", "SET", "maxmemory", String(bytes)])
    await expectNobodyNew(
      app,
      () => limit(1),
      () => limit(0),
    )
  })

  test("that can only be read, as a replica, lets nobody new in (DB-10)", async () => {
    await expectNobodyNew(
      app,
      () => client.sendCommand(["REPLICAOF", "127.0.0.1", "1"]),
      () => client.sendCommand(["REPLICAOF", "NO", "ONE"]),
    )
  })
})

describe.each(["SQLite", "PostgreSQL", "MariaDB"])("%s whose clock is not the app's", (name) => {
  describe.skipIf(!engine(name).available)("by", () => {
    const database = running(name)

    test.each([-2, -1, 1, 2])("%d hours: what has expired is what has by the app's (DB-13)", async (hours) => {
      const adapter = SqlAdapter({ url: database.current.sql })
      const here = Date.now() + hours * hour
      vi.useFakeTimers({ toFake: ["Date"], now: here })
      const later = (seconds: number): void => void vi.setSystemTime(here + seconds * 1000)
      const key = { identifier: `ada${hours}@example.com`, token: "t" }
      const user = await adapter.createUser({ email: key.identifier, emailVerified: null })
      const sessionToken = `session ${hours}`
      await adapter.createSession({ sessionToken, userId: user.id, expires: new Date(here + 60_000) })
      await adapter.createVerificationToken({ ...key, expires: new Date(here + 60_000) })
      await adapter.setValue(key.identifier, "kept", 60)
      expect((await adapter.increment(key.identifier, 60)).count).toBe(1)

      later(50)
      expect((await adapter.increment(key.identifier, 60)).count).toBe(2)
      expect(await adapter.getValue(key.identifier)).toBe("kept")
      expect(await adapter.listSessions(user.id)).toHaveLength(1)
      expect((await adapter.getSessionAndUser(sessionToken))?.session.expires).toEqual(new Date(here + 60_000))
      expect((await adapter.useVerificationToken(key))?.expires).toEqual(new Date(here + 60_000))

      later(61)
      expect((await adapter.increment(key.identifier, 60)).count).toBe(1)
      expect(await adapter.getValue(key.identifier)).toBeNull()
      expect(await adapter.listSessions(user.id)).toEqual([])
      vi.useRealTimers()
      await adapter.close()
    })
  })
})

describe.each(["PostgreSQL", "MariaDB", "Redis over SQLite"])("%s, asked by a process that", (name) => {
  describe.skipIf(!engine(name).available)("then", () => {
    const database = running(name)

    async function impatient(): Promise<Required<Adapter>> {
      const { sql, redis } = database.current
      const users = SqlAdapter({ url: sql, timeout: 1 })
      database.closing(() => users.close())
      if (!redis) return users
      const client = createClient({ url: redis })
      await client.connect()
      database.closing(() => client.destroy())
      return RedisAdapter({ client: client as unknown as RedisClient, users, timeout: 1 }) as Required<Adapter>
    }

    test("stands still for longer than the timeout, is heard when it goes on (PT-2)", async () => {
      const adapter = await impatient()
      await adapter.getValue("warm")
      await adapter.setValue("key", "value", 60)
      await new Promise((cleanedUp) => setTimeout(cleanedUp, 200))
      const answer = adapter.getValue("key")
      await new Promise((sent) => setImmediate(sent))
      const until = performance.now() + 1_300
      while (performance.now() < until);
      expect(await answer).toBe("value")
    })
  })
})
