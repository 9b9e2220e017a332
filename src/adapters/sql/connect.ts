/** From an address to a connection. Drivers are loaded here, when they are needed. */
import {
  Kysely,
  type Dialect as KyselyDialect,
  MysqlDialect,
  type MysqlPool,
  PostgresDialect,
  type PostgresPool,
} from "kysely"
import { ConfigurationError } from "../../core/errors.js"
import { mysqlWithin, postgresWithin } from "./deadline.js"
import { loadDriver } from "./drivers.js"
import { firstBy, type ReadFirst } from "./first-row.js"
import type { Dialect } from "./schema.js"
import { SqliteFileDialect } from "./sqlite-dialect.js"
import { openSqliteFile, readSqliteFile, type SqliteFile, shareHandle } from "./sqlite-file.js"

/** Queries are written as SQL with parameters; Kysely quotes, connects and converts, and knows no tables of ours. */
export type Database = Kysely<Record<string, never>>

export interface Connection {
  readonly kysely: Database
  /** For what every request asks: where the driver is ours, it is asked without what Kysely does around a statement. */
  readonly readFirst: ReadFirst
  readonly dialect: Dialect
  /** Whether the database was opened here, by its address, rather than shared by the app. */
  readonly isOurs: boolean
  /** Ends what was opened here; a connection of the app's own stays open. */
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Promises that nothing will be written: a file that is not there is taken for an empty one, and none is made. */
  readonly forReading?: boolean
  /** Seconds until a connection, or the answer to a query, is given up. Default: ten for a connection, and no end for a query. */
  readonly timeout?: number
}

/**
 * Opens the database at an address: `file:.data/app.sqlite`, `postgres://…` or `mysql://…`. Servers are reached at the first query.
 *
 * @throws {ConfigurationError} `INVALID_OPTION`: another kind of address, or a driver that is not installed
 * @throws {StorageError} `STORAGE_FAILED`: the SQLite file cannot be opened
 */
export async function connect(url: string, { forReading = false, timeout }: ConnectOptions = {}): Promise<Connection> {
  const scheme = /^([a-z0-9+]+):/i.exec(url)?.[1]?.toLowerCase()
  switch (scheme) {
    case "file":
    case "sqlite":
      return ownSqlite(await (forReading ? readSqliteFile(url) : openSqliteFile(url)))
    case "postgres":
    case "postgresql":
      return own("postgres", new PostgresDialect({ pool: await postgresPool(url, timeout) }))
    case "mysql":
    case "mariadb":
      return own("mysql", new MysqlDialect({ pool: await mysqlPool(url, timeout) }))
    default:
      throw new ConfigurationError(
        "INVALID_OPTION",
        "The address of the database begins with none of `file:`, `postgres:` and `mysql:`.",
      )
  }
}

/** A Kysely of the app's own. Its plugins, which may rename columns, are left aside. */
export function shareKysely(kysely: object, dialect: Dialect): Connection {
  const plain = (kysely as Database).withoutPlugins()
  return { kysely: plain, readFirst: firstBy(plain), dialect, isOurs: false, close: async () => {} }
}

/** A pool of `pg` or `mysql2`, or an open SQLite database of `node:sqlite`, `libsql` or `better-sqlite3`. */
export function sharePool(pool: object, dialect: Dialect): Connection {
  const connection = dialect === "sqlite" ? ownSqlite(shareHandle(pool)) : own(dialect, poolDialect(pool, dialect))
  return { ...connection, isOurs: false, close: async () => {} }
}

function poolDialect(pool: object, dialect: "postgres" | "mysql"): KyselyDialect {
  if (dialect === "postgres") return new PostgresDialect({ pool: pool as PostgresPool })
  // The promise API of mysql2 wraps the pool that Kysely speaks to.
  return new MysqlDialect({ pool: ((pool as { pool?: object }).pool ?? pool) as MysqlPool })
}

function own(dialect: Dialect, kyselyDialect: KyselyDialect): Connection {
  const kysely: Database = new Kysely({ dialect: kyselyDialect })
  return { kysely, readFirst: firstBy(kysely), dialect, isOurs: true, close: () => kysely.destroy() }
}

function ownSqlite(file: SqliteFile): Connection {
  const dialect = new SqliteFileDialect(file)
  return { ...own("sqlite", dialect), readFirst: dialect.readFirst }
}

/** Seconds that a server may take to accept a connection, where nobody says. */
const patience = 10

async function postgresPool(url: string, timeout: number | undefined): Promise<PostgresPool> {
  const { Pool } = await loadDriver<{ Pool: new (options: object) => PostgresPool & Emitter }>("pg")
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: (timeout ?? patience) * 1000 })
  // A server that goes away while a connection is idle would end the process; the next query tells its caller.
  pool.on("error", () => {})
  return timeout === undefined ? pool : postgresWithin(pool, timeout)
}

interface Emitter {
  on(event: "error", listener: () => void): unknown
}

async function mysqlPool(url: string, timeout: number | undefined): Promise<MysqlPool> {
  const { createPool } = await loadDriver<{ createPool: (options: object) => MysqlPool & MysqlEmitter }>("mysql2")
  const pool = createPool({
    uri: url.replace(/^mariadb:/i, "mysql:"),
    connectTimeout: (timeout ?? patience) * 1000,
    charset: "utf8mb4_bin",
    ...(timeout === undefined ? {} : { maxIdle: 9, idleTimeout: timeout * 1000 }),
  })
  if (timeout === undefined) return pool
  // The server ends what has been idle in a transaction; long before, the pool ends what is idle in it.
  const idle = Math.ceil(timeout * 2) + 1
  pool.on("connection", (connection) => connection.query(`set session wait_timeout = ${idle}`, () => {}))
  return mysqlWithin(pool, timeout)
}

interface MysqlEmitter {
  on(event: "connection", listener: (opened: { query(text: string, callback: () => void): unknown }) => void): unknown
}
