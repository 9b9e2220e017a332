/** Adapters to read a stored session by: ours, and those that people give to next-auth 4. */
import { memoryAdapter } from "../memory-adapter.mjs"

/** Kysely for an engine, each statement told to `note`. Its module is that of whoever asks: the adapter looks at its classes. */
export async function kyselyFor(
  { Kysely, MysqlDialect, PostgresDialect, SqliteDialect },
  { engine, url },
  note = () => {},
) {
  const log = ({ query: { sql, parameters } }) => note({ sql, parameters })
  if (engine === "postgres") {
    const { default: pg } = await import("pg")
    const pool = new pg.Pool({ connectionString: url }).on("error", () => {})
    return { dialect: "postgres", kysely: new Kysely({ dialect: new PostgresDialect({ pool }), log }) }
  }
  if (engine === "mariadb") {
    const { createPool } = await import("mysql2")
    const pool = createPool({ uri: url, timezone: "Z" })
    return { dialect: "mysql", kysely: new Kysely({ dialect: new MysqlDialect({ pool }), log }) }
  }
  const { default: Database } = await import("libsql")
  const database = new Database(url.slice("file:".length))
  return { dialect: "sqlite", kysely: new Kysely({ dialect: new SqliteDialect({ database }), log }) }
}

async function redisOver(users, redisUrl, note) {
  const { RedisAdapter } = await import("countersign/adapters/redis")
  const { createClient } = await import("redis")
  const client = await createClient({ url: redisUrl })
    .on("error", () => {})
    .connect()
  const told = {
    isReady: true,
    sendCommand(args) {
      note(args[0])
      return client.sendCommand(args)
    },
  }
  return RedisAdapter({ client: note ? told : client, users })
}

export async function ourAdapter(store, note) {
  if (store.engine === "memory") return memoryAdapter()
  const { SqlAdapter } = await import("countersign/adapters/sql")
  const users = SqlAdapter(note ? await kyselyFor(await import("kysely"), store, note) : { url: store.url })
  return store.redisUrl ? redisOver(users, store.redisUrl, note) : users
}

/** Adapters of Auth.js, by the name that a case has for them. */
export const peerAdapters = {
  async unstorage() {
    const { createStorage, memoryDriver, UnstorageAdapter } = await import("../peers/adapters.mjs")
    return UnstorageAdapter(createStorage({ driver: memoryDriver() }))
  },
  async drizzle(store, note) {
    const { openDrizzle } = await import("../peers/drizzle.mjs")
    return openDrizzle(store, note)
  },
  async kysely(store, note) {
    const { KyselyAdapter, kysely: module } = await import("../peers/adapters.mjs")
    const { dialect, kysely } = await kyselyFor(module, store, note)
    await createKyselyTables(kysely, module.sql, types[dialect])
    return KyselyAdapter(kysely)
  },
}

/** Words for: an id, a key, a date. */
const types = {
  postgres: ["uuid default gen_random_uuid()", "uuid", "text", "timestamptz"],
  mysql: ["varchar(36) default (uuid())", "varchar(36)", "varchar(191)", "datetime(3)"],
  sqlite: ["text default (lower(hex(randomblob(16))))", "text", "text", "text"],
}

/** As much as a session needs of the tables in the adapter's documentation. */
async function createKyselyTables(kysely, sql, words) {
  const [ownId, id, key, date] = words.map((word) => sql.raw(word))
  const name = (word) => sql.id(word)
  await sql`create table if not exists ${name("User")} (${name("id")} ${ownId} primary key, ${name("name")} ${key},
    ${name("email")} ${key} unique, ${name("emailVerified")} ${date} null, ${name("image")} ${key})`.execute(kysely)
  await sql`create table if not exists ${name("Session")} (${name("id")} ${ownId} primary key,
    ${name("sessionToken")} ${key} not null unique, ${name("userId")} ${id} not null,
    ${name("expires")} ${date} not null)`.execute(kysely)
}
