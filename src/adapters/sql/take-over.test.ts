/** Databases that other libraries made, as their documentation says to make them. */
import { describe, expect, onTestFinished, test, vi } from "vitest"
import { newSqliteDatabase } from "../../../test/support/sql-database.js"
import { sha256Hex } from "../../core/crypto/digest.js"
import { connect } from "./connect.js"
import { createTables } from "./create-tables.js"

const accountColumns = (names: { userId: string; providerAccountId: string }) =>
  `${names.userId} text not null, type text not null, provider text not null, ${names.providerAccountId} text not null,
   refresh_token text, access_token text, expires_at integer, token_type text, scope text, id_token text, session_state text`
const camel = { userId: `"userId"`, providerAccountId: `"providerAccountId"` }
const snake = { userId: "user_id", providerAccountId: "provider_account_id" }
const ms = Date.parse("2030-02-03T04:05:06.000Z")
const iso = new Date(ms).toISOString()

/** Library → its tables, with a user, an account, a session and a verification token that it has stored. */
const libraries: Record<string, { tables: string[]; rows: string[]; stored: unknown; id: string }> = {
  Prisma: {
    tables: [
      `create table "User" (id text primary key, name text, email text unique, "emailVerified" datetime, image text,
         "createdAt" datetime not null default current_timestamp, "updatedAt" datetime not null)`,
      `create table "Account" (id text primary key not null, ${accountColumns(camel)})`,
      `create table "Session" (id text primary key not null, "sessionToken" text unique not null, "userId" text not null, expires datetime not null)`,
      `create table "VerificationToken" (identifier text not null, token text not null, expires datetime not null)`,
    ],
    rows: [
      `insert into "User" values ('c1', 'Ada', 'ada@example.com', ${ms}, null, ${ms}, ${ms})`,
      `insert into "Account" (id, "userId", type, provider, "providerAccountId") values ('a1', 'c1', 'oauth', 'github', '42')`,
      `insert into "Session" values ('s1', 'plain-token', 'c1', ${ms})`,
      `insert into "VerificationToken" values ('ada@example.com', 'hash', ${ms})`,
    ],
    stored: `select typeof("emailVerified") as t, count(*) as n from "User" group by 1`,
    id: "c1",
  },
  Drizzle: {
    tables: [
      `create table user (id text primary key, name text, email text unique, emailVerified integer, image text)`,
      `create table account (${accountColumns(camel)}, primary key (provider, "providerAccountId"))`,
      `create table session (sessionToken text primary key, userId text not null, expires integer not null)`,
      `create table verificationToken (identifier text not null, token text not null, expires integer not null)`,
    ],
    rows: [
      `insert into user values ('d1', 'Ada', 'ada@example.com', ${ms}, null)`,
      `insert into account (userId, type, provider, "providerAccountId") values ('d1', 'oauth', 'github', '42')`,
      `insert into session values ('plain-token', 'd1', ${ms})`,
      `insert into verificationToken values ('ada@example.com', 'hash', ${ms})`,
    ],
    stored: `select typeof(emailVerified) as t, count(*) as n from user group by 1`,
    id: "d1",
  },
  "the Kysely adapter": {
    tables: [
      `create table "User" (id text primary key, name text, email text unique, "emailVerified" text, image text)`,
      `create table "Account" (id text primary key not null, ${accountColumns(camel)})`,
      `create table "Session" (id text primary key not null, "userId" text not null, "sessionToken" text unique not null, expires text not null)`,
      `create table "VerificationToken" (identifier text not null, token text unique not null, expires text not null)`,
    ],
    rows: [
      `insert into "User" values ('k1', 'Ada', 'ada@example.com', '${iso}', null)`,
      `insert into "Account" (id, "userId", type, provider, "providerAccountId") values ('a1', 'k1', 'oauth', 'github', '42')`,
      `insert into "Session" values ('s1', 'k1', 'plain-token', '${iso}')`,
      `insert into "VerificationToken" values ('ada@example.com', 'hash', '${iso}')`,
    ],
    stored: `select typeof("emailVerified") as t, count(*) as n from "User" group by 1`,
    id: "k1",
  },
  "an app that counts its users and writes in snake case": {
    tables: [
      `create table users (id integer primary key autoincrement, name text, email text unique, email_verified timestamp, image text)`,
      `create table accounts (id integer primary key, ${accountColumns(snake)})`,
      `create table sessions (id integer primary key, user_id integer not null, session_token text not null, expires timestamp not null)`,
      `create table verification_tokens (identifier text not null, token text not null, expires timestamp not null)`,
    ],
    rows: [
      `insert into users values (7, 'Ada', 'ada@example.com', '2030-02-03 04:05:06', null)`,
      `insert into accounts (user_id, type, provider, provider_account_id) values (7, 'oauth', 'github', '42')`,
      `insert into sessions values (1, 7, 'plain-token', '2030-02-03 04:05:06')`,
      `insert into verification_tokens values ('ada@example.com', 'hash', '2030-02-03 04:05:06')`,
    ],
    stored: `select typeof(email_verified) as t, count(*) as n from users group by 1`,
    id: "7",
  },
}

const silent = () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  onTestFinished(() => warn.mockRestore())
  return warn
}

describe.each(Object.entries(libraries))("a database of %s", (_, { tables, rows, stored, id }) => {
  const ada = { id, name: "Ada", email: "ada@example.com", image: null, emailVerified: new Date(ms) }

  test("opens as it is: people stay signed in, keep their ids, and their links work", async () => {
    const database = newSqliteDatabase()
    await database.run(...tables, ...rows)
    const adapter = database.adapter()
    expect(await adapter.getUser(id)).toMatchObject(ada)
    expect(await adapter.getUserByEmail("ada@example.com")).toMatchObject(ada)
    expect(await adapter.getUserByAccount({ provider: "github", providerAccountId: "42" })).toMatchObject(ada)
    expect(await adapter.getSessionAndUser("plain-token")).toMatchObject({
      session: { sessionToken: "plain-token", userId: id, expires: new Date(ms) },
      user: ada,
    })
    const key = { identifier: "ada@example.com", token: "hash" }
    expect(await adapter.useVerificationToken(key)).toEqual({ ...key, expires: new Date(ms) })
    expect(await adapter.useVerificationToken(key)).toBeNull()
  })

  test("loses no row when somebody signs in, however long ago it expired", async () => {
    const database = newSqliteDatabase()
    await database.run(...tables, ...rows)
    const adapter = database.adapter()
    await adapter.createSession({ sessionToken: "old", userId: id, expires: new Date(0) })
    const again = database.adapter()
    await again.createSession({ sessionToken: "new", userId: id, expires: new Date(ms) })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await again.getSessionAndUser("old")).not.toBeNull()
  })

  test("takes new people, in the way in which the others are stored", async () => {
    const database = newSqliteDatabase()
    await database.run(...tables, ...rows)
    const adapter = database.adapter()
    const warn = silent()
    const draft = { name: "Grace", email: "grace@example.com", image: null, emailVerified: new Date(ms + 1000) }
    const grace = await adapter.createUser({ ...draft, id: crypto.randomUUID() })
    expect(grace).toMatchObject(draft)
    expect(typeof grace.id).toBe("string")
    const account = { userId: grace.id, type: "oauth", provider: "github", providerAccountId: "43" } as const
    await adapter.linkAccount({ ...account, expires_at: 1_900_000_000, access_token: "t" })
    expect(await adapter.listAccounts(grace.id)).toMatchObject([{ ...account, expires_at: 1_900_000_000 }])
    const session = { sessionToken: "new", userId: grace.id, expires: new Date(ms) }
    await adapter.createSession(session)
    expect(await adapter.getSessionAndUser("new")).toMatchObject({ session, user: grace })
    expect(await adapter.updateSession({ sessionToken: "new", expires: new Date(ms + 5000) })).toMatchObject({
      expires: new Date(ms + 5000),
    })
    expect(await database.run(stored as string)).toHaveLength(1)
    await adapter.deleteUser(grace.id)
    expect(await adapter.getSessionAndUser("new")).toBeNull()
    expect(await adapter.getUserByAccount(account)).toBeNull()
    expect(warn).not.toHaveBeenCalled()
  })

  test("stores session tokens as it did, until told to hash them; plain ones then still work and are replaced", async () => {
    const database = newSqliteDatabase()
    await database.run(...tables, ...rows)
    const tokens = async () => {
      const table = tables.find((create) => /session/i.test(create.split("(")[0] ?? ""))
      const name = /create table ("?\w+"?)/.exec(table ?? "")?.[1]
      const column = table?.includes("session_token") ? "session_token" : "sessionToken"
      return (await database.run(`select ${column} as t from ${name}`)).map(({ t }) => t)
    }
    await database.adapter().createSession({ sessionToken: "second", userId: id, expires: new Date(ms) })
    expect(await tokens()).toEqual(expect.arrayContaining(["plain-token", "second"]))

    const adapter = database.adapter({ hashSessionTokens: true })
    expect((await adapter.getSessionAndUser("plain-token"))?.session.sessionToken).toBe("plain-token")
    const updated = await adapter.updateSession({ sessionToken: "plain-token", expires: new Date(ms) })
    expect(updated?.sessionToken).toBe("plain-token")
    const hash = await sha256Hex("plain-token")
    expect(await tokens()).toEqual(expect.arrayContaining([hash, "second"]))
    expect((await adapter.getSessionAndUser("plain-token"))?.session.sessionToken).toBe("plain-token")
    expect(await adapter.getSessionAndUser(hash)).toBeNull()
  })

  test("gets the tables that it lacks, and its own stay as they are", async () => {
    const database = newSqliteDatabase()
    await database.run(...tables, ...rows)
    const before = await database.adapter().getUser(id)
    await expect(database.adapter().increment("k", 60)).rejects.toThrow(
      /no table of counters. Run `npx countersign migrate`/,
    )
    const connection = await connect(database.url)
    await createTables(connection)
    await connection.close()
    const adapter = database.adapter()
    expect((await adapter.increment("k", 60)).count).toBe(1)
    const passkey = {
      credentialID: "Y3JlZA==",
      userId: id,
      providerAccountId: "Y3JlZA==",
      credentialPublicKey: "a2V5",
      counter: 0,
      credentialDeviceType: "multiDevice",
      credentialBackedUp: true,
      transports: "internal",
    }
    await adapter.createAuthenticator(passkey)
    expect(await adapter.listAuthenticatorsByUserId(id)).toEqual([passkey])
    expect(await adapter.getUser(id)).toEqual(before)
  })
})

test("an id that the database's kind of id cannot be belongs to nobody", async () => {
  const library = libraries["an app that counts its users and writes in snake case"]
  const database = newSqliteDatabase()
  await database.run(...(library?.tables ?? []), ...(library?.rows ?? []))
  expect(await database.adapter().getUser("7 or 1=1")).toBeNull()
})

test("tables whose names nobody can guess are named by the app", async () => {
  const database = newSqliteDatabase()
  await database.run(
    `create table people (id text primary key, email text)`,
    `create table logins (sessionToken text primary key, userId text, expires text)`,
    `insert into people values ('p1', 'ada@example.com')`,
  )
  const adapter = database.adapter({ tables: { user: "people", session: "logins" } })
  expect((await adapter.getUser("p1"))?.email).toBe("ada@example.com")
  await expect(database.adapter({ tables: { user: "persons" } }).getUser("p1")).rejects.toThrow(/"persons"/)
  await expect(database.adapter().getUser("p1")).rejects.toThrow(/no table of users/)
})

test("an app's own table of another kind is not taken for ours", async () => {
  const database = newSqliteDatabase()
  await database.run(
    `create table accounts (id integer primary key, balance integer)`,
    `create table user (id text primary key, email text)`,
  )
  await expect(
    database.adapter().linkAccount({ userId: "1", type: "oauth", provider: "github", providerAccountId: "1" }),
  ).rejects.toThrow(/no table of accounts/)
})
