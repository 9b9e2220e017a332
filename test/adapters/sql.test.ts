/** What the SQL adapter does beyond the contract, and on tables that servers' own types make difficult. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { connect } from "../../src/adapters/sql/connect.js"
import { createTables } from "../../src/adapters/sql/create-tables.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import { runOn } from "../support/sql-database.js"
import { engines, type RunningEngine } from "./engines.js"

const onEngine = (name: string) => {
  const engine = engines.find((one) => one.name === name)
  if (!engine) throw new Error(`There is no engine ${name}`)
  let running: RunningEngine
  const opened: SqlAdapter[] = []
  beforeAll(async () => {
    running = await engine.start()
  })
  afterAll(async () => {
    for (const adapter of opened) await adapter.close()
    await running?.stop()
  })
  return {
    available: engine.available,
    adapter(options: { hashSessionTokens?: boolean; tables?: { user?: string } } = {}) {
      const adapter = SqlAdapter({ url: running.sql, ...options })
      opened.push(adapter)
      return adapter
    },
    async run(...statements: string[]) {
      const connection = await connect(running.sql)
      try {
        return await runOn(connection, statements)
      } finally {
        await connection.close()
      }
    },
    async createTables() {
      const connection = await connect(running.sql)
      await createTables(connection).finally(() => connection.close())
    },
  }
}

const moment = new Date("2030-07-03T04:05:06.789Z")
const ada = { name: "Ada", email: "ada@example.com", image: null, emailVerified: moment }
const isAvailable = (name: string) => engines.find((engine) => engine.name === name)?.available

describe.each(["SQLite", "PostgreSQL", "MariaDB"])("%s", (name) => {
  describe.skipIf(!isAvailable(name))("with tables of our own", () => {
    const database = onEngine(name)
    let adapter: SqlAdapter
    beforeAll(() => {
      adapter = database.adapter()
    })

    test("letters that look alike are different letters: in addresses, tokens and ids (DB-12, CVE-2024-27295)", async () => {
      const user = await adapter.createUser({ ...ada, email: "rené@example.com" })
      expect(await adapter.getUserByEmail("rene@example.com")).toBeNull()
      const other = await adapter.createUser({ ...ada, email: "rene@example.com" })
      expect(other.id).not.toBe(user.id)
      await adapter.linkAccount({ userId: user.id, type: "oauth", provider: "github", providerAccountId: "Abc" })
      expect(await adapter.getUserByAccount({ provider: "github", providerAccountId: "abc" })).toBeNull()
      expect(await adapter.getUserByAccount({ provider: "github", providerAccountId: "Abc " })).toBeNull()
      await adapter.createVerificationToken({ identifier: "a@example.com", token: "Token", expires: moment })
      expect(await adapter.useVerificationToken({ identifier: "a@example.com", token: "token" })).toBeNull()
      expect(await adapter.useVerificationToken({ identifier: "a@example.com", token: "Token " })).toBeNull()
    })

    test("transactions that stand in each other's way all succeed (DB-5)", async () => {
      const users = [
        await adapter.createUser({ ...ada, email: "p@x" }),
        await adapter.createUser({ ...ada, email: "q@x" }),
      ]
      const rename = (order: readonly number[], name: string) =>
        adapter.transaction(async (inside) => {
          for (const index of order) {
            await inside.updateUser?.({ id: String(users[index]?.id), name })
            await new Promise((resolve) => setTimeout(resolve, 30))
          }
        })
      await Promise.all([rename([0, 1], "one"), rename([1, 0], "two"), rename([0, 1], "three")])
      const names = await Promise.all(users.map(async ({ id }) => (await adapter.getUser(id))?.name))
      expect(names[0]).toBe(names[1])
    })

    test("what expired days ago is deleted when somebody signs in, and nothing that could still be asked for", async () => {
      const before = database.adapter()
      const user = await before.createUser({ ...ada, email: "expired@example.com" })
      const days = (count: number) => new Date(Date.now() + count * 86_400_000)
      for (const [name, expires] of [
        ["long gone", days(-3)],
        ["just gone", days(-0.1)],
        ["open", days(30)],
      ] as const) {
        await before.createSession({ sessionToken: name, userId: user.id, expires })
        await before.createVerificationToken({ identifier: "expired@example.com", token: name, expires })
      }
      const adapter = database.adapter()
      await adapter.createSession({ sessionToken: "new", userId: user.id, expires: days(30) })
      const found = async (name: string) => [
        (await adapter.getSessionAndUser(name)) !== null,
        (await adapter.useVerificationToken({ identifier: "expired@example.com", token: name })) !== null,
      ]
      await expect.poll(() => found("long gone")).toEqual([false, false])
      expect(await found("just gone")).toEqual([true, true])
      expect(await found("open")).toEqual([true, true])
    })

    test("two deploys that make the tables at once both succeed", async () => {
      await database.run(
        "drop table authenticators",
        "drop table sessions",
        "drop table accounts",
        "drop table users",
        "drop table verification_token",
        "drop table countersign_counters",
        "drop table countersign_values",
        "drop table countersign_migrations",
      )
      await Promise.all([database.createTables(), database.createTables(), database.createTables()])
      expect((await database.adapter().createUser(ada)).email).toBe(ada.email)
    })
  })
})

describe.skipIf(!isAvailable("PostgreSQL"))("a PostgreSQL database of @auth/pg-adapter", () => {
  const database = onEngine("PostgreSQL")
  beforeAll(() =>
    database.run(
      `create schema theirs`,
      `do $$ begin execute format('alter database %I set search_path to theirs', current_database()); end $$`,
      `create table theirs.verification_token (identifier text not null, expires timestamptz not null, token text not null, primary key (identifier, token))`,
      `create table theirs.accounts (id serial primary key, "userId" integer not null, type varchar(255) not null, provider varchar(255) not null, "providerAccountId" varchar(255) not null, refresh_token text, access_token text, expires_at bigint, id_token text, scope text, session_state text, token_type text)`,
      `create table theirs.sessions (id serial primary key, "userId" integer not null, expires timestamptz not null, "sessionToken" varchar(255) not null)`,
      `create table theirs.users (id serial primary key, name varchar(255), email varchar(255), "emailVerified" timestamptz, image text)`,
      `insert into theirs.users (name, email, "emailVerified") values ('Ada', 'ada@example.com', '2030-07-03T04:05:06.789Z')`,
      `insert into theirs.sessions ("userId", expires, "sessionToken") values (1, '2030-07-03T04:05:06.789Z', 'plain')`,
    ),
  )

  test("opens as it is, in whichever schema it is found, and numbers its users on", async () => {
    const adapter = database.adapter()
    expect(await adapter.getUser("1")).toEqual({ ...ada, id: "1" })
    expect(await adapter.getUser("not-a-number")).toBeNull()
    expect(await adapter.getSessionAndUser("plain")).toEqual({
      session: { id: "1", sessionToken: "plain", userId: "1", expires: moment },
      user: { ...ada, id: "1" },
    })
    const grace = await adapter.createUser({ ...ada, id: crypto.randomUUID(), email: "grace@example.com" })
    expect(grace).toEqual({ ...ada, id: "2", email: "grace@example.com" })
    await adapter.linkAccount({ userId: "2", type: "oauth", provider: "github", providerAccountId: "1", expires_at: 9 })
    expect(await adapter.listAccounts("2")).toMatchObject([{ userId: "2", expires_at: 9 }])
    await adapter.deleteUser("2")
    expect(await adapter.getAccount("1", "github")).toBeNull()
  })

  test("gets the tables that it lacks beside its own", async () => {
    await database.createTables()
    const adapter = database.adapter()
    expect((await adapter.increment("k", 60)).count).toBe(1)
    expect((await adapter.getSessionAndUser("plain"))?.user.id).toBe("1")
  })
})

describe.skipIf(!isAvailable("PostgreSQL"))("a PostgreSQL database that is stricter than usual", () => {
  const database = onEngine("PostgreSQL")

  test.each(["repeatable read", "serializable"])("counts and consumes exactly: %s (DB-5)", async (isolation) => {
    await database.run(
      `do $$ begin execute format('alter database %I set default_transaction_isolation to ''${isolation}''', current_database()); end $$`,
    )
    const adapter = database.adapter()
    const counts = await Promise.all(Array.from({ length: 20 }, () => adapter.increment(isolation, 60)))
    expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(counts.map((_, index) => index + 1))
    const key = { identifier: "ada@example.com", token: "t" }
    await adapter.createVerificationToken({ ...key, expires: moment })
    const taken = await Promise.all(Array.from({ length: 20 }, () => adapter.useVerificationToken(key)))
    expect(taken.filter((token) => token !== null)).toHaveLength(1)
  })
})

describe.skipIf(!isAvailable("PostgreSQL"))("a PostgreSQL database of Prisma", () => {
  const database = onEngine("PostgreSQL")

  test("has times without a zone, which are UTC wherever the process is", async () => {
    await database.run(
      `create table "User" (id text primary key, name text, email text unique, "emailVerified" timestamp(3), image text, "createdAt" timestamp(3) not null default current_timestamp, "updatedAt" timestamp(3) not null)`,
      `drop table sessions`,
      `drop table accounts`,
      `drop table authenticators`,
      `drop table users`,
      `insert into "User" values ('c1', 'Ada', 'ada@example.com', '2030-07-03T04:05:06.789', null, now(), now())`,
    )
    const zone = process.env.TZ
    process.env.TZ = "America/St_Johns"
    try {
      const adapter = database.adapter()
      expect((await adapter.getUser("c1"))?.emailVerified).toEqual(moment)
      const grace = await adapter.createUser({ ...ada, email: "grace@example.com" })
      expect(grace.emailVerified).toEqual(moment)
      const stored = await database.run(`select cast("emailVerified" as text) as t from "User"`)
      expect(stored.map(({ t }) => t)).toEqual(["2030-07-03 04:05:06.789", "2030-07-03 04:05:06.789"])
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })
})

describe.skipIf(!isAvailable("MariaDB"))("a MariaDB database of another library", () => {
  const database = onEngine("MariaDB")
  beforeAll(() =>
    database.run(
      "drop table authenticators",
      "drop table sessions",
      "drop table accounts",
      "drop table users",
      "drop table verification_token",
      "create table User (id int auto_increment primary key, name varchar(191), email varchar(191) unique, emailVerified datetime(3), image varchar(191), staff boolean) collate utf8mb4_unicode_ci",
      "create table Account (id varchar(191) primary key, userId int not null, type varchar(191), provider varchar(191), providerAccountId varchar(191), access_token text, expires_at int) collate utf8mb4_unicode_ci",
      "create table Session (id varchar(191) primary key, sessionToken varchar(191) unique, userId int not null, expires timestamp(3) not null) collate utf8mb4_unicode_ci",
      "create table VerificationToken (identifier varchar(191), token varchar(191), expires datetime(3)) collate utf8mb4_unicode_ci",
    ),
  )

  test("opens as it is, numbers its users, and keeps its kinds of time", async () => {
    const adapter = database.adapter()
    const user = await adapter.createUser({ ...ada, staff: true } as typeof ada)
    expect(user).toEqual({ ...ada, id: "1", staff: true })
    const session = { sessionToken: "plain", userId: "1", expires: moment }
    await adapter.createSession(session)
    expect(await adapter.getSessionAndUser("plain")).toMatchObject({ session, user })
    expect(await database.run("select cast(emailVerified as char) as t from User")).toEqual([
      { t: "2030-07-03 04:05:06.789" },
    ])
    expect(await database.run("select unix_timestamp(expires) * 1000 as t from Session")).toEqual([
      { t: `${moment.getTime()}.000` },
    ])
    expect(await adapter.getUser("1abc")).toBeNull()
  })

  test("compares byte by byte, although its tables do not (DB-12)", async () => {
    const adapter = database.adapter()
    expect(await adapter.getSessionAndUser("PLAIN")).toBeNull()
    expect(await adapter.getSessionAndUser("plain ")).toBeNull()
    expect(await adapter.getUserByEmail("àda@example.com")).toBeNull()
    await adapter.createVerificationToken({ identifier: "ada@example.com", token: "Token", expires: moment })
    expect(await adapter.useVerificationToken({ identifier: "ada@example.com", token: "tokén" })).toBeNull()
    expect(await adapter.useVerificationToken({ identifier: "ada@example.com", token: "Token" })).not.toBeNull()
  })

  test("replaces plain tokens by their hashes when it is told to", async () => {
    const adapter = database.adapter({ hashSessionTokens: true })
    expect((await adapter.updateSession({ sessionToken: "plain", expires: moment }))?.sessionToken).toBe("plain")
    const [stored] = await database.run("select sessionToken as t from Session")
    expect(stored?.t).toMatch(/^[0-9a-f]{64}$/)
    expect(await adapter.deleteSession("plain")).toMatchObject({ sessionToken: "plain", userId: "1" })
  })

  test("gets the tables that it lacks, with ids of its own kind", async () => {
    await database.createTables()
    expect(await database.adapter().listAuthenticatorsByUserId("1")).toEqual([])
  })
})
