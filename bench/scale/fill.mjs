/**
 * Many users at once, each with an account and a session that is good for a month, written by bulk statements as the adapter would have
 * written them one by one: ids are UUIDs, and a session is kept under the SHA-256 of its token, `tokenOf(i)`.
 */
import { createHash } from "node:crypto"
import { statSync } from "node:fs"

export const tokenOf = (i) => `session ${i}`

const hash = (algorithm, text) => createHash(algorithm).update(text).digest("hex")
export const idOf = (i) => hash("md5", `user ${i}`).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
const nextMonth = () => Date.now() + 2_592_000_000
const inAMonth = () => new Date(nextMonth())

/** A tenth as many records as users, so that finding one is a question at all. */
const shortLived = [
  ["countersign_counters", "count"],
  ["countersign_values", "value"],
]

/** Answers the bytes that the tables take with their indexes: of users with their accounts, and of sessions. */
export const fillers = { sqlite: fillSqlite, postgres: fillPostgres }

async function fillSqlite(url, count) {
  const { default: Database } = await import("libsql")
  const database = new Database(url.slice("file:".length))
  database.exec("pragma synchronous = off")
  const bytes = () => {
    database.exec("pragma wal_checkpoint(truncate)")
    return statSync(url.slice("file:".length)).size
  }
  const expires = inAMonth().toISOString()
  const empty = bytes()
  insertRows(
    database,
    count,
    "insert into users (id, name, email) select value ->> 0, 'Ada Lovelace', value ->> 1 from json_each(?)",
    (i) => [idOf(i), `ada${i}@example.com`],
  )
  insertRows(
    database,
    count,
    `insert into accounts ("userId", type, provider, "providerAccountId", access_token, scope)
      select value ->> 0, 'oauth', 'github', value ->> 1, value ->> 2, 'read:user' from json_each(?)`,
    (i) => [idOf(i), `${i}`, `gho_${hash("sha1", `${i}`)}`],
  )
  const withUsers = bytes()
  insertRows(
    database,
    count,
    `insert into sessions ("sessionToken", "userId", expires) select value ->> 0, value ->> 1, '${expires}' from json_each(?)`,
    (i) => [hash("sha256", tokenOf(i)), idOf(i)],
  )
  const full = bytes()
  insertRows(
    database,
    count / 10,
    `insert into verification_token (identifier, token, expires) select value ->> 0, value ->> 0, '${expires}' from json_each(?)`,
    (i) => [`ada${i}@example.com`],
  )
  for (const [table, column] of shortLived) {
    const sql = `insert into ${table} (key, ${column}, expires) select value ->> 0, 1, ${nextMonth()} from json_each(?)`
    insertRows(database, count / 10, sql, (i) => [`${i}`])
  }
  database.exec("analyze")
  database.close()
  return { users: withUsers - empty, sessions: full - withUsers }
}

const atOnce = 10_000

function insertRows(database, count, sql, rowOf) {
  const statement = database.prepare(sql)
  database.exec("begin")
  for (let from = 0; from < count; from += atOnce) {
    const rows = Array.from({ length: Math.min(atOnce, count - from) }, (_, i) => rowOf(from + i))
    statement.run(JSON.stringify(rows))
  }
  database.exec("commit")
}

async function fillPostgres(url, count) {
  const { default: pg } = await import("pg")
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const id = "md5('user ' || i)::uuid::text"
  const series = `from generate_series(0, ${count - 1}) as i`
  await client.query(
    `insert into users (id, name, email) select ${id}, 'Ada Lovelace', 'ada' || i || '@example.com' ${series}`,
  )
  await client.query(`insert into accounts ("userId", type, provider, "providerAccountId", access_token, scope)
    select ${id}, 'oauth', 'github', i::text, 'gho_' || left(md5(i::text) || md5('a' || i), 40), 'read:user' ${series}`)
  await client.query(`insert into sessions ("sessionToken", "userId", expires)
    select encode(sha256(convert_to('session ' || i, 'utf8')), 'hex'), ${id}, '${inAMonth().toISOString()}' ${series}`)
  const tenth = `from generate_series(1, ${count / 10}) as i`
  await client.query(`insert into verification_token (identifier, token, expires)
    select 'ada' || i || '@example.com', i::text, '${inAMonth().toISOString()}' ${tenth}`)
  for (const [table, column] of shortLived)
    await client.query(`insert into ${table} (key, ${column}, expires) select i::text, 1, ${nextMonth()} ${tenth}`)
  await client.query("vacuum analyze")
  const { rows } =
    await client.query(`select pg_total_relation_size('users') + pg_total_relation_size('accounts') as users,
    pg_total_relation_size('sessions') as sessions`)
  await client.end()
  return { users: Number(rows[0].users), sessions: Number(rows[0].sessions) }
}

/** Sessions in Redis, by the adapter itself: what it writes is more than a key. Answers their bytes. */
export async function fillRedis(url, users, count) {
  const { RedisAdapter } = await import("countersign/adapters/redis")
  const { createClient } = await import("redis")
  const client = await createClient({ url }).connect()
  const adapter = RedisAdapter({ client, users })
  const used = async () => Number(/used_memory:(\d+)/.exec(await client.sendCommand(["INFO", "memory"]))[1])
  const empty = await used()
  for (let from = 0; from < count; from += 500) {
    const some = Array.from({ length: Math.min(500, count - from) }, (_, i) => from + i)
    await Promise.all(
      some.map((i) => adapter.createSession({ sessionToken: tokenOf(i), userId: idOf(i), expires: inAMonth() })),
    )
  }
  const bytes = (await used()) - empty
  client.destroy()
  return bytes
}
