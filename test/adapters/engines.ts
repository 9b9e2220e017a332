/** The databases that our adapters run on, each empty with its tables made. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createClient } from "redis"
import { canHave } from "../../scripts/databases.mjs"
import { RedisAdapter, type RedisClient } from "../../src/adapters/redis.js"
import { connect } from "../../src/adapters/sql/connect.js"
import { createTables } from "../../src/adapters/sql/create-tables.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { OpenAdapter } from "../support/adapter-journeys.js"
import { startMariadb, startPostgres, startRedis } from "../support/databases.js"

export interface RunningEngine {
  /** Address of the database that keeps users. */
  readonly sql: string
  /** Address of the Redis that keeps the rest; `null` where the same database does. */
  readonly redis: string | null
  stop(): Promise<void>
}

export interface Engine {
  readonly name: string
  /** Whether this machine can have it. */
  readonly available: boolean
  start(): Promise<RunningEngine>
}

async function migrated(url: string): Promise<string> {
  const connection = await connect(url)
  await createTables(connection)
  await connection.close()
  return url
}

/** Our adapters on an engine, as an app has them. */
export async function openAdapterOn({ sql, redis }: RunningEngine): Promise<OpenAdapter> {
  const users = SqlAdapter({ url: sql })
  if (!redis) return { adapter: users, close: () => users.close() }
  const client = createClient({ url: redis })
  await client.connect()
  const close = async () => {
    client.destroy()
    await users.close()
  }
  return { adapter: RedisAdapter({ client: client as unknown as RedisClient, users }), close }
}

async function startSqlite(): Promise<RunningEngine> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-sqlite-"))
  const stop = async () => rmSync(folder, { recursive: true, force: true })
  return { sql: await migrated(`file:${folder}/app.sqlite`), redis: null, stop }
}

export const engines: Engine[] = [
  { name: "SQLite", available: true, start: startSqlite },
  {
    name: "PostgreSQL",
    available: canHave("postgres"),
    async start() {
      const server = await startPostgres()
      return { sql: await migrated(server.url), redis: null, stop: server.stop }
    },
  },
  {
    name: "MariaDB",
    available: canHave("mariadb"),
    async start() {
      const server = await startMariadb()
      return { sql: await migrated(server.url), redis: null, stop: server.stop }
    },
  },
  {
    name: "Redis over SQLite",
    available: canHave("redis"),
    async start() {
      const [file, server] = await Promise.all([startSqlite(), startRedis()])
      const stop = async () => void (await Promise.all([file.stop(), server.stop()]))
      return { sql: file.sql, redis: server.url, stop }
    },
  },
]
