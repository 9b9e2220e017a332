import { createClient } from "redis"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { canHave } from "../../scripts/databases.mjs"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { RedisAdapter, type RedisClient } from "../../src/adapters/redis.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { Adapter, AdapterPowers } from "../../src/core/contracts/adapter.js"
import { adapterContract } from "../../src/testing/index.js"
import { beside, inTurn } from "../support/concurrency.js"
import { type Server, startRedis } from "../support/databases.js"
import { engines, type RunningEngine } from "./engines.js"

const everyPower: (keyof AdapterPowers)[] = [
  "transaction",
  "updateAccount",
  "listAccounts",
  "listSessions",
  "deleteSessionsOfUser",
  "increment",
  "decrement",
  "setValue",
  "getValue",
]
const everything = { powers: everyPower, authenticators: true }

describe("an adapter in memory", beside, () => {
  for (const { name, run } of adapterContract({ adapter: MemoryAdapter, ...everything })) test(name, inTurn, run)
})

for (const { name: engine, available, start } of engines)
  describe.skipIf(!available)(
    `our adapters on ${engine} (GHSA-4rxr-27mm-mxq9, CVE-2022-39263, GHSA-2vg6-77g8-24mp)`,
    beside,
    () => {
      let running: RunningEngine
      let sql: SqlAdapter
      let redis: (RedisClient & { destroy(): void }) | null = null

      beforeAll(async () => {
        running = await start()
        sql = SqlAdapter({ url: running.sql })
        if (running.redis) redis = await createClient({ url: running.redis }).connect()
      })
      afterAll(async () => {
        redis?.destroy()
        await sql.close()
        await running.stop()
      })
      const adapter = () => (redis ? RedisAdapter({ client: redis, users: sql }) : sql)

      for (const { name, run } of adapterContract({ adapter, ...everything })) test(name, inTurn, run)
    },
  )

describe.skipIf(!canHave("redis"))("what Redis keeps", () => {
  let server: Server
  let client: ReturnType<typeof createClient>
  const over = (users: Adapter) => RedisAdapter({ client, users })

  beforeAll(async () => {
    server = await startRedis()
    client = createClient({ url: server.url })
    client.on("error", () => {})
    await client.connect()
  })
  afterAll(async () => {
    client.destroy()
    await server.stop()
  })

  test("neither keys nor values hold a token that opens something", async () => {
    const adapter = over(MemoryAdapter()) as Required<Adapter>
    const user = await adapter.createUser({ email: "ada@example.com", emailVerified: null })
    const expires = new Date(Date.now() + 60_000)
    await adapter.createSession({ sessionToken: "secret-session", userId: user.id, expires })
    await adapter.createVerificationToken({ identifier: "ada@example.com", token: "secret-token", expires })
    const listed = await adapter.listSessions(user.id)
    const keys = await client.keys("countersign:*")
    const values = await Promise.all(keys.filter((key) => !key.includes("sessions-of")).map((key) => client.get(key)))
    expect(
      keys.filter((key) => key.includes(":session:") || key.includes(":verification-token:")).length,
    ).toBeGreaterThan(1)
    expect(JSON.stringify([keys, values, listed])).not.toContain("secret-")
  })

  test("everything it keeps goes by itself when it has expired", async () => {
    await client.flushAll()
    const adapter = over(MemoryAdapter()) as Required<Adapter>
    const user = await adapter.createUser({ email: "ada@example.com", emailVerified: null })
    const expires = new Date(Date.now() + 60_000)
    await adapter.createSession({ sessionToken: "a", userId: user.id, expires })
    await adapter.createVerificationToken({ identifier: "ada@example.com", token: "t", expires })
    await adapter.increment("logins", 60)
    const keys = await client.keys("*")
    expect(keys).toHaveLength(4)
    for (const key of keys) {
      expect(await client.pTTL(key), key).toBeGreaterThan(50_000)
      expect(await client.pTTL(key), key).toBeLessThanOrEqual(60_000)
    }
  })

  test("a session is one question to Redis and one to the database", async () => {
    const asked: string[] = []
    const counted: RedisClient = {
      isReady: true,
      sendCommand: (args) => {
        asked.push(args[0] ?? "")
        return client.sendCommand(args)
      },
    }
    const adapter = RedisAdapter({ client: counted, users: MemoryAdapter() }) as Required<Adapter>
    const user = await adapter.createUser({ email: "ada@example.com", emailVerified: null })
    await adapter.createSession({ sessionToken: "a", userId: user.id, expires: new Date(Date.now() + 60_000) })
    asked.length = 0
    expect((await adapter.getSessionAndUser("a"))?.user).toEqual(user)
    expect(asked).toEqual(["GET"])
  })

  test("a Redis that was stopped is an error at once", async () => {
    const other = await startRedis()
    const away = createClient({ url: other.url, socket: { reconnectStrategy: 50 } })
    away.on("error", () => {})
    await away.connect()
    const adapter = RedisAdapter({ client: away, users: MemoryAdapter() }) as Required<Adapter>
    expect(await adapter.getSessionAndUser("nobody")).toBeNull()
    await other.stop()
    await expect.poll(() => away.isReady).toBe(false)
    const asked = Date.now()
    await expect(adapter.getSessionAndUser("nobody")).rejects.toMatchObject({ code: "STORAGE_FAILED" })
    expect(Date.now() - asked).toBeLessThan(500)
    away.destroy()
  })

  test("after the connection was cut it serves again", async () => {
    const cut = createClient({ url: server.url, socket: { reconnectStrategy: 50 } })
    cut.on("error", () => {})
    await cut.connect()
    const adapter = RedisAdapter({ client: cut, users: MemoryAdapter() }) as Required<Adapter>
    const lost = new Promise<void>((resolve) => cut.once("reconnecting", () => resolve()))
    await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"])
    await lost
    const read = async () => adapter.getSessionAndUser("nobody")
    await expect.poll(() => read().catch(() => "away"), { timeout: 5000 }).toBeNull()
    cut.destroy()
  })

  test("a Redis that is silent is an error when the time is over", async () => {
    const silent: RedisClient = { isReady: true, sendCommand: () => new Promise(() => {}) }
    const adapter = RedisAdapter({ client: silent, users: MemoryAdapter(), timeout: 0.1 }) as Required<Adapter>
    await expect(adapter.getSessionAndUser("nobody")).rejects.toMatchObject({ code: "STORAGE_FAILED" })
  })
})
