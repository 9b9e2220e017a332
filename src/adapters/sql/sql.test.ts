import { expect, onTestFinished, test, vi } from "vitest"
import { newSqliteDatabase } from "../../../test/support/sql-database.js"
import { sha256Hex } from "../../core/crypto/digest.js"
import { SqlAdapter } from "./index.js"
import { openSqliteFile, type SqliteFile } from "./sqlite-file.js"

const ada = { email: "ada@example.com", name: "Ada", image: null, emailVerified: new Date("2030-02-03T04:05:06.789Z") }
const soon = () => new Date(Date.now() + 60_000)

test("an empty file gets its tables at the first use, and keeps what is stored across processes", async () => {
  const database = newSqliteDatabase()
  const first = database.adapter()
  const user = await first.createUser(ada)
  await first.close()
  expect(await database.adapter().getUser(user.id)).toEqual({ ...ada, id: user.id })
})

test("a user whose id came with them keeps it; the others get one", async () => {
  const adapter = newSqliteDatabase().adapter()
  expect((await adapter.createUser({ ...ada, id: "own" })).id).toBe("own")
  expect((await adapter.createUser({ ...ada, email: "b@example.com" })).id).toMatch(/^[0-9a-f-]{36}$/)
})

test("whoever is unknown is null, in every reading method", async () => {
  const adapter = newSqliteDatabase().adapter()
  expect(await adapter.getUser("x")).toBeNull()
  expect(await adapter.getUserByEmail("x")).toBeNull()
  expect(await adapter.getUserByAccount({ provider: "github", providerAccountId: "x" })).toBeNull()
  expect(await adapter.getAccount("x", "github")).toBeNull()
  expect(await adapter.getSessionAndUser("x")).toBeNull()
  expect(await adapter.updateSession({ sessionToken: "x", expires: soon() })).toBeNull()
  expect(await adapter.deleteSession("x")).toBeNull()
  expect(await adapter.useVerificationToken({ identifier: "x", token: "x" })).toBeNull()
  expect(await adapter.getAuthenticator("x")).toBeNull()
  expect(await adapter.listAuthenticatorsByUserId("x")).toEqual([])
  await expect(adapter.updateUser({ id: "x", name: "X" })).rejects.toThrow("is not in the database")
  await expect(adapter.updateAuthenticatorCounter("x", 1)).rejects.toThrow("is not in the database")
})

test("a second user with the same address is refused by the database itself", async () => {
  const adapter = newSqliteDatabase().adapter()
  await adapter.createUser(ada)
  await expect(adapter.createUser(ada)).rejects.toMatchObject({ message: expect.stringMatching(/unique/i) })
})

test("columns of the app come back as they were stored, and what is undefined is left alone", async () => {
  const database = newSqliteDatabase()
  await database.adapter().getUser("nobody")
  await database.run(
    `alter table users add column role text default 'reader'`,
    `alter table users add column isStaff boolean`,
    `alter table users add column settings json`,
    `alter table users add column bornAt datetime`,
  )
  const adapter = database.adapter()
  const extra = { isStaff: true, settings: { theme: "dark" }, bornAt: new Date("1815-12-10T00:00:00.000Z") }
  const user = await adapter.createUser({ ...ada, ...extra } as typeof ada)
  expect(user).toMatchObject({ ...extra, role: "reader" })
  const changed = await adapter.updateUser({ id: user.id, name: undefined, role: "editor" } as unknown as typeof user)
  expect(changed).toEqual({ ...user, role: "editor" })
})

test("a field that the table has no column for is dropped, and told once", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  onTestFinished(() => warn.mockRestore())
  const adapter = newSqliteDatabase().adapter()
  const { id } = await adapter.createUser(ada)
  for (const providerAccountId of ["1", "2"]) {
    await adapter.linkAccount({
      userId: id,
      type: "oauth",
      provider: "github",
      providerAccountId,
      refresh_token_expires_in: 15_811_200,
    })
  }
  expect(await adapter.listAccounts(id)).toHaveLength(2)
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/"accounts" has no column "refresh_token_expires_in"/)]])
})

test("a copy of the database opens no session: neither what is stored nor what is listed is a token", async () => {
  const database = newSqliteDatabase()
  const adapter = database.adapter()
  const { id } = await adapter.createUser(ada)
  const session = { sessionToken: "secret", userId: id, expires: soon() }
  expect(await adapter.createSession(session)).toEqual(session)
  const [stored] = await database.run("select * from sessions")
  expect(stored?.sessionToken).toBe(await sha256Hex("secret"))
  expect((await adapter.getSessionAndUser("secret"))?.session).toEqual(session)
  expect(await adapter.getSessionAndUser(String(stored?.sessionToken))).toBeNull()
  expect((await adapter.listSessions(id)).map(({ sessionToken }) => sessionToken)).toEqual([stored?.sessionToken])
  expect(await adapter.deleteSession("secret")).toEqual(session)
})

test("a session read is one query", async () => {
  const adapter = newSqliteDatabase().adapter()
  const { id } = await adapter.createUser(ada)
  await adapter.createSession({ sessionToken: "t", userId: id, expires: soon() })
  const { handle } = await memoryFile()
  const statement = Object.getPrototypeOf(handle.prepare("select 1"))
  const spies = ["get", "all"].map((name) => vi.spyOn(statement, name))
  onTestFinished(() => spies.forEach((spy) => void spy.mockRestore()))
  await adapter.getSessionAndUser("t")
  expect(spies.flatMap(({ mock }) => mock.calls)).toHaveLength(1)
})

/** A handle of the driver that this runtime has, to reach its statements' prototype. */
async function memoryFile(): Promise<SqliteFile> {
  const file = await openSqliteFile("file::memory:")
  onTestFinished(() => file.close())
  return file
}

test("records of different requests do not meet in one transaction", async () => {
  const adapter = newSqliteDatabase().adapter()
  const failing = adapter.transaction(async (inside) => {
    await inside.createUser?.(ada)
    await new Promise((resolve) => setTimeout(resolve, 20))
    throw new Error("changed my mind")
  })
  const other = adapter.createUser({ ...ada, email: "grace@example.com" })
  await expect(failing).rejects.toThrow("changed my mind")
  expect(await adapter.getUserByEmail(ada.email)).toBeNull()
  expect((await adapter.getUser((await other).id))?.email).toBe("grace@example.com")
})

test("a transaction inside a transaction is part of it", async () => {
  const adapter = newSqliteDatabase().adapter()
  await expect(
    adapter.transaction(async (outer) => {
      await outer.transaction?.(async (inner) => inner.createUser?.(ada))
      throw new Error("no")
    }),
  ).rejects.toThrow("no")
  expect(await adapter.getUserByEmail(ada.email)).toBeNull()
})

test.each([
  [{}, "`url`"],
  [{ url: "" }, "`url`"],
  [{ kysely: {}, dialect: "oracle" }, "`dialect`"],
])("options %j are refused with a sentence", (options, named) => {
  expect(() => SqlAdapter(options as never)).toThrow(named)
})

test("an address of another kind is refused with a sentence that does not repeat its password", async () => {
  const adapter = SqlAdapter({ url: "mongodb://ada:secret@localhost/app" })
  await expect(adapter.getUser("x")).rejects.toMatchObject({ name: "ConfigurationError", code: "INVALID_OPTION" })
  await expect(adapter.getUser("x")).rejects.not.toThrow("secret")
})

test("a session is not read in the middle of somebody's transaction", async () => {
  const adapter = newSqliteDatabase().adapter()
  const { id } = await adapter.createUser(ada)
  let read: unknown
  const transaction = adapter.transaction(async (inside) => {
    await inside.createSession?.({ sessionToken: "t", userId: id, expires: soon() })
    expect(await inside.getSessionAndUser?.("t")).not.toBeNull()
    read = adapter.getSessionAndUser("t")
    await new Promise((done) => setTimeout(done, 20))
    throw new Error("undone")
  })
  await expect(transaction).rejects.toThrow("undone")
  expect(await read).toBeNull()
})
