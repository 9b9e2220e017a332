import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CompiledQuery } from "kysely"
import { afterEach, beforeEach, expect, test } from "vitest"
import { type Connection, connect } from "./connect.js"
import { createTables, planTables } from "./create-tables.js"
import { discoverLayout } from "./discover.js"
import { schema } from "./schema.js"

let folder: string
let connection: Connection

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-sql-"))
  connection = await connect(`file:${folder}/app.sqlite`)
})

afterEach(async () => {
  await connection.close()
  rmSync(folder, { recursive: true })
})

const run = async (statement: string) =>
  (await connection.kysely.executeQuery<Record<string, unknown>>(CompiledQuery.raw(statement))).rows

test("a new database gets every table of the schema, once", async () => {
  expect((await createTables(connection)).length).toBeGreaterThan(schema.length)
  const { tables, sessionsAreOurs } = await discoverLayout(connection)
  expect(Object.values(tables).map(({ name }) => name)).toEqual(schema.map(({ name }) => name))
  expect(sessionsAreOurs).toBe(true)
  expect(await createTables(connection)).toEqual([])
})

test("the SQL that is planned is the SQL that is run, and planning runs none of it", async () => {
  const planned = await planTables(connection)
  expect(await planTables(connection)).toEqual(planned)
  expect(await createTables(connection)).toEqual(planned)
})

test("every column that a query filters by has an index", async () => {
  await createTables(connection)
  for (const query of [
    `select * from users where email = 'a'`,
    `select * from accounts where "userId" = 'a'`,
    `select * from accounts where provider = 'a' and "providerAccountId" = 'b'`,
    `select * from sessions where "sessionToken" in ('a', 'b')`,
    `select * from sessions where "userId" = 'a'`,
    `select * from verification_token where identifier = 'a' and token = 'b'`,
    `select * from authenticators where "credentialID" = 'a'`,
    `select * from authenticators where "userId" = 'a'`,
    `select * from countersign_counters where key = 'a'`,
  ]) {
    const [plan] = await run(`explain query plan ${query}`)
    expect(plan?.detail, query).toMatch(/^SEARCH/)
  }
})

test("accounts, sessions and passkeys go with their user", async () => {
  await createTables(connection)
  await run(`insert into users (id, email) values ('u1', 'ada@example.com')`)
  await run(`insert into sessions values ('t', 'u1', '2030-01-01T00:00:00.000Z')`)
  await run(
    `insert into accounts (type, provider, "providerAccountId", "userId") values ('oauth', 'github', '1', 'u1')`,
  )
  await run(`delete from users`)
  expect(await run(`select * from sessions`)).toEqual([])
  expect(await run(`select * from accounts`)).toEqual([])
})

test("a database of another library keeps its tables, and gets those it lacks, with ids of its own type", async () => {
  await run(`create table "User" (id integer primary key, email text unique)`)
  const ran = (await createTables(connection)).join("\n")
  expect(ran).not.toContain(`create table if not exists "users"`)
  expect(ran).toContain(`"userId" INTEGER not null`)
  expect(ran).toContain(`references "User" ("id")`)
  await run(`insert into "User" values (7, 'ada@example.com')`)
  await run(`insert into sessions values ('t', 7, '2030-01-01T00:00:00.000Z')`)
  expect((await discoverLayout(connection)).tables.user?.name).toBe("User")
})
