import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import Libsql from "libsql"
import { expect, onTestFinished, test } from "vitest"
import { newSqliteDatabase } from "../../../test/support/sql-database.js"
import { sharePool } from "./connect.js"
import { createTables } from "./create-tables.js"
import { SqlAdapter } from "./index.js"

const program = `
  const database = new (require("libsql"))(process.argv[1])
  database.exec("begin immediate")
  console.log("locked")
  process.stdin.once("data", () => process.exit())`

/** Locks the file in a process of its own, and answers with what ends that process. */
async function lockedByAnother(path: string): Promise<() => Promise<unknown>> {
  const child = spawn(process.execPath, ["-e", program, path], { stdio: ["pipe", "pipe", "inherit"] })
  onTestFinished(() => void child.kill())
  await once(child.stdout, "data")
  return () => {
    child.stdin.write("enough")
    return once(child, "exit")
  }
}

const ada = { email: "ada@example.com", emailVerified: null }

test("the folder is made, for the owner alone, and the file is in WAL mode with foreign keys and patience", async () => {
  const { path } = newSqliteDatabase()
  const url = `file:${dirname(path)}/new/folder/app.sqlite`
  const adapter = SqlAdapter({ url })
  onTestFinished(() => adapter.close())
  await adapter.createUser(ada)
  expect(statSync(`${dirname(path)}/new`).mode & 0o077).toBe(0)
  const handle = new Libsql(`${dirname(path)}/new/folder/app.sqlite`)
  onTestFinished(() => void handle.close())
  expect(handle.pragma("journal_mode", { simple: true })).toMatchObject({ journal_mode: "wal" })
  await expect(
    adapter.createSession({ sessionToken: "t", userId: "nobody", expires: new Date() }),
  ).rejects.toMatchObject({ message: expect.stringMatching(/foreign key/i) })
})

test("a file that is no database is left as it is, and named in a sentence", async () => {
  const { path, url } = newSqliteDatabase()
  writeFileSync(path, "my diary, ".repeat(1000))
  await expect(SqlAdapter({ url }).getUser("x")).rejects.toMatchObject({
    name: "StorageError",
    code: "STORAGE_FAILED",
    message: expect.stringMatching(new RegExp(`${path} is damaged, or is no SQLite database`)),
  })
  expect(readFileSync(path, "utf8")).toBe("my diary, ".repeat(1000))
})

test("a database whose pages were overwritten says so, and is not written to", async () => {
  const { path, url } = newSqliteDatabase()
  const adapter = SqlAdapter({ url })
  for (let n = 0; n < 200; n += 1) await adapter.createUser({ ...ada, email: `${n}@example.com` })
  await adapter.close()
  const bytes = readFileSync(path)
  bytes.fill(0xee, 4096)
  writeFileSync(path, bytes)
  const again = SqlAdapter({ url })
  onTestFinished(() => again.close())
  await expect(again.getUserByEmail("7@example.com")).rejects.toThrow(/is damaged/)
  expect(readFileSync(path).equals(bytes)).toBe(true)
})

test("a file that another program keeps locked is told after five seconds, and works again afterwards (DB-5)", async () => {
  const { path, adapter } = newSqliteDatabase()
  const ours = adapter()
  await ours.createUser(ada)
  const unlock = await lockedByAnother(path)
  await expect(ours.createUser({ ...ada, email: "b@example.com" })).rejects.toThrow(/is locked: another program/)
  expect((await ours.getUserByEmail(ada.email))?.email).toBe(ada.email)
  await unlock()
  await ours.createUser({ ...ada, email: "b@example.com" })
})

test("a read-only database says so, and still answers (DB-10)", async () => {
  const { adapter, run } = newSqliteDatabase()
  const ours = adapter()
  await ours.createUser(ada)
  await run("pragma query_only = on")
  await expect(ours.createUser({ ...ada, email: "b@example.com" })).rejects.toThrow(/is read-only. Let this process/)
  expect((await ours.getUserByEmail(ada.email))?.email).toBe(ada.email)
})

test("a full disk says so, undoes the transaction, and loses nothing (DB-10)", async () => {
  const { adapter, run } = newSqliteDatabase()
  const ours = adapter()
  await ours.createUser(ada)
  await run("pragma max_page_count = 1")
  const tooMuch = ours.transaction(async (inside) => {
    await inside.createUser?.({ ...ada, email: "b@example.com" })
    await inside.createUser?.({ ...ada, email: "c@example.com", name: "x".repeat(1_000_000) })
  })
  await expect(tooMuch).rejects.toThrow(/cannot grow: no space is left/)
  expect(await ours.getUserByEmail("b@example.com")).toBeNull()
  expect((await ours.getUserByEmail(ada.email))?.email).toBe(ada.email)
})

test("a place where no file can be is named in a sentence", async () => {
  const { path } = newSqliteDatabase()
  mkdirSync(path)
  await expect(SqlAdapter({ url: `file:${path}` }).getUser("x")).rejects.toThrow(/cannot be opened/)
  writeFileSync(`${path}/file`, "")
  await expect(SqlAdapter({ url: `file:${path}/file/app.sqlite` }).getUser("x")).rejects.toThrow(/cannot be made/)
  await expect(SqlAdapter({ url: "file:" }).getUser("x")).rejects.toThrow(/names no file/)
})

test("deleting the file starts afresh", async () => {
  const { path, adapter } = newSqliteDatabase()
  const first = adapter()
  await first.createUser(ada)
  await first.close()
  rmSync(path)
  expect(await first.getUserByEmail(ada.email)).toBeNull()
})

test("copies of the adapter in one process share the file: a transaction of one keeps the other waiting, not failing", async () => {
  const { adapter } = newSqliteDatabase()
  const [one, two] = [adapter(), adapter()]
  await one.getUser("x")
  const slow = one.transaction(async (inside) => {
    await inside.createUser?.(ada)
    await new Promise((resolve) => setTimeout(resolve, 50))
  })
  const other = await two.createUser({ ...ada, email: "b@example.com" })
  await slow
  await one.close()
  expect((await two.getUser(other.id))?.email).toBe("b@example.com")
})

test("a database that the app has opened is shared, and stays open", async () => {
  const { path } = newSqliteDatabase()
  const handle = new Libsql(path)
  onTestFinished(() => void handle.close())
  await createTables(sharePool(handle, "sqlite"))
  const adapter = SqlAdapter({ pool: handle, dialect: "sqlite" })
  const user = await adapter.createUser(ada)
  await adapter.close()
  expect(handle.prepare("select id from users").get()).toMatchObject({ id: user.id })
})
