import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { connect } from "../../src/adapters/sql/connect.js"
import { discoverLayout } from "../../src/adapters/sql/discover.js"
import { beside, inTurn } from "../support/concurrency.js"
import { countersign } from "./command.js"
import { type Engine, mariadb, postgres, sqlite, type TestDatabase } from "./databases.js"

/** A database as another library left it, with somebody in it. */
interface Legacy {
  library: string
  engine: Engine
  tables: string[]
  rows: string[]
  /** Tables that it lacks. */
  added: string[]
}

const later = "'2030-01-01 00:00:00'"

const legacies: Legacy[] = [
  {
    library: "@auth/pg-adapter",
    engine: postgres,
    tables: [
      `create table verification_token (identifier text not null, expires timestamptz not null, token text not null, primary key (identifier, token))`,
      `create table accounts (id serial, "userId" integer not null, type varchar(255) not null, provider varchar(255) not null,
        "providerAccountId" varchar(255) not null, refresh_token text, access_token text, expires_at bigint, id_token text,
        scope text, session_state text, token_type text, primary key (id))`,
      `create table sessions (id serial, "userId" integer not null, expires timestamptz not null, "sessionToken" varchar(255) not null, primary key (id))`,
      `create table users (id serial, name varchar(255), email varchar(255), "emailVerified" timestamptz, image text, primary key (id))`,
    ],
    rows: [
      `insert into users (name, email) values ('Ada', 'ada@example.com')`,
      `insert into accounts ("userId", type, provider, "providerAccountId") values (1, 'oauth', 'github', '7')`,
      `insert into sessions ("userId", expires, "sessionToken") values (1, ${later}, 'in-the-clear')`,
    ],
    added: ["authenticators", "countersign_counters", "countersign_migrations", "countersign_values"],
  },
  {
    library: "@auth/prisma-adapter of next-auth v4",
    engine: mariadb,
    tables: [
      "create table `User` (id varchar(191) primary key, name varchar(191), email varchar(191) unique, emailVerified datetime(3), image varchar(191)) collate utf8mb4_unicode_ci",
      "create table `Account` (id varchar(191) primary key default (uuid()), userId varchar(191) not null, type varchar(191) not null, provider varchar(191) not null, providerAccountId varchar(191) not null, refresh_token text, access_token text, expires_at integer, token_type varchar(191), scope varchar(191), id_token text, unique (provider, providerAccountId), foreign key (userId) references `User` (id) on delete cascade) collate utf8mb4_unicode_ci",
      "create table `Session` (id varchar(191) primary key, sessionToken varchar(191) not null unique, userId varchar(191) not null, expires datetime(3) not null, foreign key (userId) references `User` (id) on delete cascade) collate utf8mb4_unicode_ci",
      "create table `VerificationToken` (identifier varchar(191) not null, token text not null, expires datetime(3) not null) collate utf8mb4_unicode_ci",
    ],
    rows: [
      "insert into `User` (id, name, email) values ('c1', 'Ada', 'ada@example.com')",
      "insert into `Account` (id, userId, type, provider, providerAccountId) values ('a1', 'c1', 'oauth', 'github', '7')",
      `insert into \`Session\` values ('s1', 'in-the-clear', 'c1', ${later})`,
    ],
    added: ["authenticators", "countersign_counters", "countersign_migrations", "countersign_values"],
  },
  {
    library: "@auth/drizzle-adapter",
    engine: sqlite,
    tables: [
      `create table user (id text primary key not null, name text, email text, emailVerified integer, image text)`,
      `create unique index user_email_unique on user (email)`,
      `create table account (userId text not null references user(id) on delete cascade, type text not null, provider text not null,
        providerAccountId text not null, refresh_token text, access_token text, expires_at integer, token_type text, scope text,
        id_token text, session_state text, primary key (provider, providerAccountId))`,
      `create table session (sessionToken text primary key not null, userId text not null references user(id) on delete cascade, expires integer not null)`,
      `create table verificationToken (identifier text not null, token text not null, expires integer not null, primary key (identifier, token))`,
    ],
    rows: [
      `insert into user (id, name, email) values ('d1', 'Ada', 'ada@example.com')`,
      `insert into account (userId, type, provider, providerAccountId) values ('d1', 'oauth', 'github', '7')`,
      `insert into session values ('in-the-clear', 'd1', 1893456000000)`,
    ],
    added: ["authenticators", "countersign_counters", "countersign_migrations", "countersign_values"],
  },
]

/** Table → column → type and whether it may be null; and the rows. */
async function stateOf({ url, run }: TestDatabase, quote: string) {
  const { kysely, close } = await connect(url)
  const tables = await kysely.introspection.getTables()
  await close()
  const state: Record<string, { columns: Record<string, string>; rows: object[] }> = {}
  for (const { name, columns } of tables)
    state[name] = {
      columns: Object.fromEntries(columns.map((one) => [one.name, `${one.dataType} ${one.isNullable}`])),
      rows: await run(`select * from ${quote}${name}${quote}`),
    }
  return state
}

async function layoutOf({ url }: TestDatabase) {
  const connection = await connect(url)
  try {
    return await discoverLayout(connection)
  } finally {
    await connection.close()
  }
}

describe.each(legacies)("a database of $library", beside, ({ engine, tables, rows, added }) => {
  beforeAll(() => (engine.isThere ? engine.start() : undefined))
  afterAll(() => (engine.isThere ? engine.stop() : undefined))
  const quote = engine === mariadb ? "`" : '"'

  test.runIf(engine.isThere)("is extended, and keeps its rows, its columns and their types", inTurn, async () => {
    const database = await engine.newDatabase()
    await database.run(...tables, ...rows)
    const before = await stateOf(database, quote)

    const { code, out, err } = await countersign(["migrate", "--url", database.url])
    expect(code, err).toBe(0)
    expect(out).not.toMatch(/\b(drop|modify|rename|alter column|update)\b/i)
    const after = await stateOf(database, quote)
    expect(
      Object.keys(after)
        .filter((name) => !(name in before))
        .sort(),
    ).toEqual(added)
    for (const [name, { columns, rows: kept }] of Object.entries(before)) {
      expect(after[name]?.columns).toMatchObject(columns)
      for (const [column, type] of Object.entries(after[name]?.columns ?? {}))
        if (!(column in columns)) expect(type).toMatch(/ true$/)
      expect(after[name]?.rows).toMatchObject(kept)
    }
    expect((await countersign(["migrate", "--url", database.url])).out).toContain("Nothing to do")
  })

  test.runIf(engine.isThere)(
    "does not begin to hash session tokens: its sessions were written by another library",
    inTurn,
    async () => {
      const database = await engine.newDatabase()
      await database.run(...tables, ...rows)
      await countersign(["migrate", "--url", database.url])
      expect((await layoutOf(database)).sessionsAreOurs).toBe(false)
    },
  )

  test.runIf(engine.isThere)(
    "lets no second user have the address, and no second row the account",
    inTurn,
    async () => {
      const database = await engine.newDatabase()
      await database.run(...tables, ...rows)
      await countersign(["migrate", "--url", database.url])
      const { tables: found } = await layoutOf(database)
      const named = (name = "") => `${quote}${name}${quote}`
      const [user] = await database.run(`select * from ${named(found.user?.name)}`)
      const id = user?.id as string | number
      const again = [
        `insert into ${named(found.user?.name)} (id, email) values (${typeof id === "number" ? id + 1 : `'${id}x'`}, 'ada@example.com')`,
        `insert into ${named(found.account?.name)} (${named("userId")}, type, provider, ${named("providerAccountId")}) values ('${id}', 'oauth', 'github', '7')`,
      ]
      for (const statement of again) await expect(database.run(statement)).rejects.toThrow(/unique|duplicate/i)
    },
  )
})

test.runIf(mariadb.isThere)("what MySQL cannot keep unique is said, and does not hold up a deploy", async () => {
  await mariadb.start()
  try {
    const database = await mariadb.newDatabase()
    const legacy = legacies.find(({ engine }) => engine === mariadb)
    await database.run(...(legacy?.tables ?? []))
    for (const _ of [1, 2]) {
      const { code, err } = await countersign(["migrate", "--url", database.url])
      expect([code, err]).toEqual([
        0,
        expect.stringMatching(/^! Nothing keeps identifier, token of "VerificationToken"/),
      ])
    }
  } finally {
    await mariadb.stop()
  }
})
