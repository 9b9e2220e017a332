/** What every request asks is found by an index, on each engine: what it costs then hardly grows with the number of users. */
import { CompiledQuery, type Dialect, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from "kysely"
import Database from "libsql"
import { createPool } from "mysql2"
import { Pool } from "pg"
import { afterAll, expect, test } from "vitest"
import { explain, hotStatements, listening, readsAll } from "../../bench/scale/query-plans.mjs"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import { engines } from "./engines.js"

const dialects = {
  SQLite: [
    "sqlite",
    (url: string) => new SqliteDialect({ database: new Database(url.slice("file:".length)) as never }),
  ],
  PostgreSQL: ["postgres", (url: string) => new PostgresDialect({ pool: new Pool({ connectionString: url, max: 1 }) })],
  MariaDB: ["mysql", (url: string) => new MysqlDialect({ pool: createPool({ uri: url }) as never })],
} as const satisfies Record<string, readonly ["sqlite" | "postgres" | "mysql", (url: string) => Dialect]>

const open: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of open.reverse()) await close()
})

const inAMonth = () => new Date(Date.now() + 2_592_000_000)

/** Enough that an index is worth while, of which nothing has expired. */
async function fill(adapter: SqlAdapter): Promise<{ userId: string; sessionToken: string }> {
  const [somebody] = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const email = `${i}@example.com`
      const { id: userId } = await adapter.createUser({ name: "A", email, image: null, emailVerified: null })
      await adapter.linkAccount({ userId, type: "oauth", provider: "github", providerAccountId: `${i}` })
      const sessionToken = `session of ${i}`
      await adapter.createSession({ sessionToken, userId, expires: inAMonth() })
      await adapter.createVerificationToken({ identifier: email, token: `t${i}`, expires: inAMonth() })
      await adapter.setValue(`value ${i}`, "text", 3600)
      await adapter.increment(`counter ${i}`, 3600)
      return { userId, sessionToken }
    }),
  )
  return somebody as { userId: string; sessionToken: string }
}

/** PostgreSQL reads a table of a page or two as a whole, unless it is told that this is dear; without an index it still does. */
const preparations = {
  sqlite: ["analyze"],
  postgres: ["analyze", "set enable_seqscan = off"],
  mysql: ["analyze table users, accounts, sessions, verification_token, countersign_counters, countersign_values"],
}

const withoutIndex = {
  sqlite: 'drop index "sessions_expires"',
  postgres: 'drop index "sessions_expires"',
  mysql: "drop index sessions_expires on sessions",
}

test.each(engines.filter(({ available, name }) => available && name in dialects))(
  "what every request asks $name is found by an index",
  async ({ name, start }) => {
    const running = await start()
    open.push(() => running.stop())
    const { log, heard } = listening()
    const [dialect, make] = dialects[name as keyof typeof dialects]
    const connect = () => {
      const connected = new Kysely<never>({ dialect: make(running.sql), log })
      open.push(() => connected.destroy())
      return connected
    }
    const kysely = connect()
    const run = (sql: string) => kysely.executeQuery(CompiledQuery.raw(sql))
    const somebody = await fill(SqlAdapter({ kysely, dialect }))
    for (const preparation of preparations[dialect]) await run(preparation)

    // Another adapter, which has deleted nothing yet.
    const statements = await hotStatements(SqlAdapter({ kysely, dialect }), heard, somebody)
    expect(statements["delete what has expired"]).toHaveLength(4)
    for (const [what, sent] of Object.entries(statements)) {
      expect(sent, what).not.toHaveLength(0)
      for (const statement of sent) {
        const plan = await explain(kysely, dialect, statement)
        expect(readsAll(dialect, plan), `${what}: ${statement.sql}\n${plan.join("\n")}`).toBe(false)
      }
    }

    await connect().executeQuery(CompiledQuery.raw(withoutIndex[dialect]))
    const lost = statements["delete what has expired"]?.find(({ sql }) => sql.includes("sessions"))
    const anew = dialect === "sqlite" ? connect() : kysely // after an explanation, libsql goes on seeing what it saw
    expect(readsAll(dialect, await explain(anew, dialect, lost))).toBe(true)
  },
)
