/** What each request costs the database: counted, and compared with the tables in docs/scaling.md. */
import { type Dialect, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from "kysely"
import Database from "libsql"
import { createPool } from "mysql2"
import { Pool } from "pg"
import { createClient } from "redis"
import { afterAll, expect, test } from "vitest"
import { RedisAdapter } from "../../src/adapters/redis.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { documentAt } from "../docs/documents.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { engines } from "./engines.js"

interface Counted {
  readonly adapter: Adapter
  /** Reads and writes since it was last asked. */
  count(): string
  close(): Promise<void>
}

const sqliteAt = (url: string): Dialect =>
  new SqliteDialect({ database: new Database(url.slice("file:".length)) as never })

const dialects = {
  SQLite: ["sqlite", sqliteAt],
  PostgreSQL: ["postgres", (url: string) => new PostgresDialect({ pool: new Pool({ connectionString: url }) })],
  MariaDB: ["mysql", (url: string) => new MysqlDialect({ pool: createPool({ uri: url }) as never })],
  "Redis over SQLite": ["sqlite", sqliteAt],
} as const satisfies Record<string, readonly ["sqlite" | "postgres" | "mysql", (url: string) => Dialect]>

const readingCommands = new Set(["GET", "MGET", "ZRANGE", "ZRANGEBYSCORE"])

async function openCounted(engine: keyof typeof dialects, sqlUrl: string, redisUrl: string | null): Promise<Counted> {
  const seen = { sql: [0, 0], redis: [0, 0] } as Record<"sql" | "redis", [number, number]>
  const note = (where: "sql" | "redis", isRead: boolean) => {
    seen[where][isRead ? 0 : 1] += 1
  }
  let deletes = 0
  const [dialect, make] = dialects[engine]
  const kysely = new Kysely<never>({
    dialect: make(sqlUrl),
    log: ({ query: { sql } }) => {
      if (/^\s*delete/i.test(sql)) deletes += 1
      if (/^\s*(select|insert|update|delete)/i.test(sql)) note("sql", /^\s*select/i.test(sql))
    },
  })
  const users = SqlAdapter({ kysely, dialect })
  await users.setValue("first", "use", 1) // which looks at the tables, and has deleted what has expired
  await expect.poll(() => deletes).toBe(4)
  const client = redisUrl ? await createClient({ url: redisUrl }).connect() : null
  const counting = client && {
    isReady: true,
    sendCommand(args: string[]) {
      note("redis", readingCommands.has(args[0] ?? ""))
      return client.sendCommand(args)
    },
  }
  return {
    adapter: counting ? RedisAdapter({ client: counting, users }) : users,
    count() {
      const text = ([reads, writes]: [number, number]) => `${reads} + ${writes}`
      const counted = client ? `${text(seen.redis)}, ${text(seen.sql)}` : text(seen.sql)
      seen.sql = [0, 0]
      seen.redis = [0, 0]
      return counted
    },
    async close() {
      client?.destroy()
      await kysely.destroy()
    },
  }
}

const provider = {
  id: "idp",
  name: "IdP",
  type: "oauth" as const,
  clientId: "id",
  authorization: "https://idp.example/authorize",
  token: {
    request: ({ params }: { params: { code?: string } }) => ({
      tokens: { access_token: params.code ?? "", scope: "profile" },
    }),
  },
  userinfo: { request: ({ tokens }: { tokens: { access_token?: string } }) => ({ id: tokens.access_token }) },
  profile: ({ id }: { id: string }) => ({ id, name: id, email: `${id}@example.com` }),
}

async function signIn(app: App, browser: Browser): Promise<void> {
  const { location } = await browser.signIn("idp", {})
  const state = new URL(location ?? "").searchParams.get("state")
  await browser.get(`callback/idp?code=ada&state=${state}`)
  expect(app.log).toEqual([])
}

/** Request → what it cost, in the words of the table. */
async function costs({ adapter, count }: Counted, strategy: "jwt" | "database"): Promise<Record<string, string>> {
  const app = openApp({ adapter, providers: [provider], session: { strategy } })
  const often = openApp({ adapter, providers: [provider], session: { strategy, updateAge: 0 } })
  const browser = app.browser()
  const cost = async (work: () => Promise<unknown>): Promise<string> => {
    count()
    await work()
    return count()
  }
  return {
    "first sign-in": await cost(() => signIn(app, browser)),
    "later sign-in": await cost(() => signIn(app, app.browser())),
    "reading the session": await cost(async () => {
      const { session } = await app.auth.session(new Headers({ cookie: browser.cookieHeader() }))
      expect(session?.user?.name).toBe("ada")
    }),
    "reading and extending it": await cost(() => often.auth.session(new Headers({ cookie: browser.cookieHeader() }))),
    "nobody signed in": await cost(() => app.auth.session(new Headers())),
    "signing out": await cost(async () => browser.post("signout", { csrfToken: await browser.csrfToken() })),
  }
}

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim())

/** The column of an engine in the table under a heading: request → cost. */
function documented(heading: string, engine: string): Record<string, string | undefined> {
  const { text } = documentAt("docs/scaling.md")
  const section = text.split("\n### ").find((part) => part.startsWith(heading)) ?? ""
  const [heads = [], , ...rows] = section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map(cellsOf)
  return Object.fromEntries(rows.map((cells) => [cells[0], cells[heads.indexOf(engine)]]))
}

const open: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of open.reverse()) await close()
})

test.each(engines.filter(({ available }) => available))(
  "docs/scaling.md tells what each request costs on $name",
  async ({ name, start }) => {
    const running = await start()
    open.push(() => running.stop())
    const counted = await openCounted(name as keyof typeof dialects, running.sql, running.redis)
    open.push(counted.close)
    expect(await costs(counted, "database")).toEqual(documented("Sessions in the database", name))
    await counted.adapter.deleteUser?.((await counted.adapter.getUserByEmail?.("ada@example.com"))?.id ?? "")
    expect(await costs(counted, "jwt")).toEqual(documented("Sessions in a cookie", name))
  },
)
