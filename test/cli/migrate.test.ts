import { execFileSync } from "node:child_process"
import Libsql from "libsql"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { connect } from "../../src/adapters/sql/connect.js"
import { discoverLayout } from "../../src/adapters/sql/discover.js"
import { beside, inTurn } from "../support/concurrency.js"
import { repository } from "../support/install-countersign.js"
import { countersign, start } from "./command.js"
import { type Engine, fileOf, mariadb, postgres, sqlite, type TestDatabase } from "./databases.js"

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.mjs", "--if-changed"], { cwd: repository, stdio: "pipe" })
})

const migrate = ({ url }: TestDatabase, ...args: string[]) => countersign(["migrate", "--url", url, ...args])

const ourTables = [
  "accounts",
  "authenticators",
  "countersign_counters",
  "countersign_migrations",
  "countersign_values",
  "sessions",
  "users",
  "verification_token",
]

async function sessionsAreOurs({ url }: TestDatabase): Promise<boolean> {
  const connection = await connect(url)
  try {
    return (await discoverLayout(connection)).sessionsAreOurs
  } finally {
    await connection.close()
  }
}

/** Lets the command say so many lines of progress, then kills it without a warning. */
async function killAfter(steps: number, { url }: TestDatabase): Promise<void> {
  const { child, ended } = start(["migrate", "--url", url])
  let said = ""
  child.stdout?.on("data", (chunk) => {
    said += chunk
    if (said.split("✓").length > steps) child.kill("SIGKILL")
  })
  await ended
}

describe.each([sqlite, postgres, mariadb])("on $name", beside, (engine: Engine) => {
  beforeAll(() => (engine.isThere ? engine.start() : undefined))
  afterAll(() => (engine.isThere ? engine.stop() : undefined))
  const on = (title: string, run: () => Promise<void>) => test.runIf(engine.isThere)(title, inTurn, run)

  on("--dry-run prints the SQL and changes nothing", async () => {
    const database = await engine.newDatabase()
    const dry = await migrate(database, "--dry-run")
    expect([dry.code, dry.err]).toEqual([0, ""])
    expect(dry.out).toMatch(/create table if not exists ["`]users["`]/)
    if (engine === sqlite) expect(fileOf(database)).toBeNull()
    expect(await database.tables()).toEqual([])
    const real = await migrate(database)
    const sql = (out: string) => out.split("\n").filter((line) => /^( |create|insert|alter|\))/.test(line))
    expect(sql(real.out)).toEqual(sql(dry.out))
  })

  on("the SQL that is printed makes the same tables by hand", async () => {
    const [byHand, byCommand] = [await engine.newDatabase(), await engine.newDatabase()]
    const { out } = await migrate(byHand, "--dry-run")
    await byHand.run(
      ...out
        .replace(/^--.*$/gm, "")
        .split(/;\n/)
        .map((one) => one.trim())
        .filter(Boolean),
    )
    await migrate(byCommand)
    expect(await byHand.contents()).toBe(await byCommand.contents())
    expect((await migrate(byHand)).out).toContain("Nothing to do")
  })

  on("a second run has nothing to do, and people's rows stay", async () => {
    const database = await engine.newDatabase()
    expect((await migrate(database)).code).toBe(0)
    expect(await database.tables()).toEqual(ourTables)
    expect(await sessionsAreOurs(database)).toBe(true)
    await database.run("insert into users (id, email) values ('u1', 'ada@example.com')")
    const before = await database.contents()
    const again = await migrate(database)
    expect([again.code, again.out]).toEqual([0, "✓ Nothing to do: the tables are as they should be.\n"])
    expect(await database.contents()).toBe(before)
  })

  on("of six deploys at once one migrates, and the others find nothing to do", async () => {
    const database = await engine.newDatabase()
    const ended = await Promise.all(Array.from({ length: 6 }, () => migrate(database)))
    expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 0))
    // A slow machine makes the others wait long enough to be told so; nothing else may be said.
    const waiting = "-- Somebody else is changing these tables: waiting for them to finish.\n"
    expect(ended.map(({ err }) => err).filter((err) => err !== "" && err !== waiting)).toEqual([])
    expect(ended.filter(({ out }) => out.includes("Done"))).toHaveLength(1)
    expect(ended.filter(({ out }) => out.includes("Nothing to do"))).toHaveLength(5)
  })

  on("killed twenty times on the way, it finishes as if it never had been", async () => {
    const [killed, whole] = [await engine.newDatabase(), await engine.newDatabase()]
    const people = "create table users (id varchar(36) primary key, email varchar(200))"
    const ada = "insert into users values ('u1', 'ada@example.com')"
    for (const database of [killed, whole]) await database.run(people, ada)
    for (let attempt = 0; attempt < 20; attempt++) {
      await killAfter(attempt % 4, killed)
      if (engine.undoes) expect([1, ourTables.length]).toContain((await killed.tables()).length)
    }
    expect((await migrate(killed)).code).toBe(0)
    expect((await migrate(whole)).code).toBe(0)
    expect(JSON.parse(await killed.contents())).toEqual(JSON.parse(await whole.contents()))
    expect(await sessionsAreOurs(killed)).toBe(true)
    expect(await killed.run("select id, email from users")).toEqual([{ id: "u1", email: "ada@example.com" }])
  })

  on("e-mail addresses that two users have are counted and kept; once merged they become unique", async () => {
    const database = await engine.newDatabase()
    await database.run(
      "create table users (id varchar(36) primary key, email varchar(200))",
      "insert into users values ('1', 'ada@example.com'), ('2', 'ada@example.com'), ('3', 'bob@example.com'), ('4', null), ('5', null)",
    )
    for (const args of [["--dry-run"], [], []]) {
      const { code, err } = await migrate(database, ...args)
      expect([code, err]).toEqual([1, expect.stringContaining(`✗ 1 value is in more than one row of "users" (email)`)])
    }
    expect(await database.run("select id from users")).toHaveLength(5)
    expect(await database.tables()).toEqual(ourTables)

    await database.run("delete from users where id = '2'")
    expect((await migrate(database)).code).toBe(0)
    await expect(database.run("insert into users (id, email) values ('6', 'ada@example.com')")).rejects.toThrow()
    expect((await migrate(database)).out).toContain("Nothing to do")
  })

  on("an app's own accounts, of another kind, are not touched", async () => {
    const database = await engine.newDatabase()
    await database.run("create table accounts (iban varchar(34) primary key)", "insert into accounts values ('DE02')")
    const before = await database.contents()
    const { code, err } = await migrate(database)
    expect([code, err]).toEqual([1, expect.stringContaining(`There is a table "accounts" of something else`)])
    expect(await database.contents()).toBe(before)
  })

  on("tables of other names are taken when they are named", async () => {
    const database = await engine.newDatabase()
    await database.run("create table people (id varchar(36) primary key, email varchar(200))")
    expect((await migrate(database, "--tables=user=people")).code).toBe(0)
    expect(await database.tables()).toEqual([...ourTables.filter((name) => name !== "users"), "people"].sort())
    expect((await migrate(database, "--tables=user=nobody")).err).toContain(`"nobody"`)
  })
})

test("--dry-run leaves every byte of a file as it was, its journal mode too", async () => {
  await sqlite.start()
  try {
    const database = await sqlite.newDatabase()
    const file = new Libsql(database.url.replace("file:", ""))
    file.exec("create table users (id text primary key, email text)")
    file.close()
    const before = fileOf(database)
    expect((await migrate(database, "--dry-run")).out).toContain("alter table")
    expect(fileOf(database)?.equals(before ?? Buffer.of())).toBe(true)
  } finally {
    await sqlite.stop()
  }
})
