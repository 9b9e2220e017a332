/** Many requests in several processes meet. Smaller numbers than promised, unless `npm run test:races` asks for all. */

import { CompiledQuery } from "kysely"
import { createClient } from "redis"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { RedisAdapter } from "../../src/adapters/redis.js"
import { type Connection, connect } from "../../src/adapters/sql/connect.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { beside, inTurn } from "../support/concurrency.js"
import { engines, type RunningEngine } from "./engines.js"
import { type AppProcess, startProcess, startProcesses } from "./processes.js"

const everything = process.env.TEST_RACES === "full"
const people = everything ? 1000 : 100
const rounds = everything ? 50 : 5
const processes = 4

const count = async ({ kysely }: Connection, table: string): Promise<number> => {
  const { rows } = await kysely.executeQuery<{ n: unknown }>(CompiledQuery.raw(`select count(*) as n from ${table}`))
  return Number(rows[0]?.n)
}

/** Signs everybody in at once, each process its share, and says how many ended up how. */
async function signInAll(apps: AppProcess[], names: string[]): Promise<Record<string, number>> {
  const shares = apps.map((_, index) => names.filter((_, person) => person % apps.length === index))
  const answers = (
    await Promise.all(apps.map((app, index) => app.ask("signIn", { people: shares[index] ?? [] })))
  ).flat()
  const tally: Record<string, number> = {}
  for (const answer of answers) tally[answer] = (tally[answer] ?? 0) + 1
  return tally
}

for (const { name, available, start } of engines)
  describe.skipIf(!available)(`several processes on ${name}`, () => {
    let engine: RunningEngine
    let apps: AppProcess[]
    let rows: Connection

    beforeAll(async () => {
      engine = await start()
      rows = await connect(engine.sql)
      apps = await startProcesses(engine, processes)
    })
    afterAll(async () => {
      await Promise.all(apps.map((app) => app.end()))
      await rows.close()
      await engine.stop()
    })

    test("first sign-ins of different people make a user and an account each (RC-1)", async () => {
      const names = Array.from({ length: people }, (_, index) => `person-${index}`)
      expect(await signInAll(apps, names)).toEqual({ "signed in": people })
      expect([await count(rows, "users"), await count(rows, "accounts")]).toEqual([people, people])
    })

    test("first sign-ins of one person make one user and one account, and everybody is signed in (RC-2) (DB-8)", async () => {
      const before = await count(rows, "users")
      expect(
        await signInAll(
          apps,
          Array.from({ length: people }, () => "ada"),
        ),
      ).toEqual({ "signed in": people })
      expect([await count(rows, "users"), await count(rows, "accounts")]).toEqual([before + 1, before + 1])
    })

    test("of 200 simultaneous guesses at a password ten are looked at (GHSA-44jh-23m7-hpcf)", async () => {
      const shares = apps.map((app) => app.ask("guess", { username: "ada", times: 200 / processes }))
      const lookedAt = await Promise.all(shares)
      expect(lookedAt.reduce((sum, it) => sum + it)).toBe(10)
    })

    test("of 100 simultaneous uses of a verification token exactly one gets it (RC-4, supabase-auth#2612, GHSA-7w99-5wm4-3g79, CVE-2026-53518)", async () => {
      const redis = engine.redis ? await createClient({ url: engine.redis }).connect() : null
      const sql = SqlAdapter({ url: engine.sql })
      const adapter: Adapter = redis ? RedisAdapter({ client: redis, users: sql }) : sql
      for (let round = 0; round < rounds; round++) {
        const key = { identifier: "ada@example.com", token: `token-${round}` }
        await adapter.createVerificationToken?.({ ...key, expires: new Date(Date.now() + 60_000) })
        const uses = await Promise.all(apps.map((app) => app.ask("useToken", { key, times: 100 / processes })))
        expect(uses.flat().filter((one) => one !== null)).toHaveLength(1)
      }
      await sql.close()
      redis?.destroy()
    })
  })

for (const { name, available, start } of engines)
  describe.skipIf(!available)(`a process that dies on ${name}`, beside, () => {
    let engine: RunningEngine
    let rows: Connection
    let survivor: AppProcess

    beforeAll(async () => {
      engine = await start()
      rows = await connect(engine.sql)
      survivor = await startProcess(engine)
    })
    afterAll(async () => {
      await survivor.end()
      await rows.close()
      await engine.stop()
    })

    const startMortal = (call: number, moment: string) =>
      startProcess(engine, { WORKER_DIES: moment, WORKER_DIES_AT: `${call}` })

    /** Whether the process died of it; somebody who needs fewer calls gets through alive. */
    async function diesOf(app: AppProcess, person: string): Promise<boolean> {
      const died = await app.ask("signIn", { people: [person] }).then(
        () => false,
        () => true,
      )
      await app.end()
      return died
    }

    test.each(["before", "during"])(
      "leaves nothing that keeps its visitor out (%s the call) (RC-12)",
      inTurn,
      async (moment) => {
        const peopleBefore = await count(rows, "users")
        let call = 0
        let next = startMortal(1, moment)
        let died = true
        while (died) {
          const person = `${moment}-${++call}`
          const app = await next
          next = startMortal(call + 1, moment)
          died = await diesOf(app, person)
          expect(await survivor.ask("signIn", { people: [person] }), person).toEqual(["signed in"])
        }
        await (await next).end()
        expect(call).toBeGreaterThan(5)
        const expected = peopleBefore + call
        expect([await count(rows, "users"), await count(rows, "accounts")]).toEqual([expected, expected])
      },
    )
  })
