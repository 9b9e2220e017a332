/** SQLite files, opened with whichever driver this runtime has. One handle per file and process, however often it is asked for. */
import { ConfigurationError, StorageError } from "../../core/errors.js"
import { tryDriver } from "./drivers.js"
import { explainSqliteFailure } from "./sqlite-failure.js"
import { createTurns, type Turns } from "./turns.js"

/** What node:sqlite, libsql and better-sqlite3 have in common. */
export interface SqliteHandle {
  prepare(sql: string): SqliteStatement
  exec(sql: string): unknown
  close(): unknown
}

export interface SqliteStatement {
  /** Whether it answers with rows; node:sqlite tells by `columns`. */
  readonly reader?: boolean
  columns?(): unknown[]
  all(...parameters: unknown[]): unknown[]
  /** The first row; nothing else of the answer is waited for. */
  get(...parameters: unknown[]): unknown
  /** Makes rows arrays; that of node:sqlite is `setReturnArrays`, since Node.js 22.16. */
  raw?(): unknown
  setReturnArrays?(enabled: boolean): unknown
  run(...parameters: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint }
}

export interface SqliteFile {
  readonly path: string
  readonly handle: SqliteHandle
  /** SQLite has one transaction per handle: whoever holds the turn is alone. */
  readonly turns: Turns
  close(): void
}

type OpenHandle = (path: string) => SqliteHandle

/** On `globalThis`: bundlers and reloading put several copies of this module into one process, and they must share handles. */
const registryKey = Symbol.for("countersign.sqlite-files")

interface OpenFile {
  readonly handle: SqliteHandle
  readonly turns: Turns
  users: number
}

function registry(): Map<string, OpenFile> {
  const holder = globalThis as { [registryKey]?: Map<string, OpenFile> }
  holder[registryKey] ??= new Map()
  return holder[registryKey]
}

/**
 * Opens a file, and makes its folder: WAL, foreign keys, and 5 seconds of patience with other processes.
 *
 * @throws {StorageError} `STORAGE_FAILED`: with the path, and what to do
 * @throws {ConfigurationError} `INVALID_OPTION`: no driver is installed
 */
export async function openSqliteFile(url: string): Promise<SqliteFile> {
  const path = pathOf(url)
  const open = await findDriver()
  if (path === ":memory:") return asFile(path, newFile(path, open), (file) => file.handle.close())

  const files = registry()
  const file = files.get(path) ?? newFile(path, open)
  files.set(path, file)
  file.users += 1
  return asFile(path, file, () => {
    file.users -= 1
    if (file.users > 0) return
    files.delete(path)
    closeHandle(file.handle)
  })
}

/**
 * Opens a file without changing anything about it; one that is not there is an empty database in memory.
 *
 * @throws {StorageError} `STORAGE_FAILED`: with the path, and what to do
 * @throws {ConfigurationError} `INVALID_OPTION`: no driver is installed
 */
export async function readSqliteFile(url: string): Promise<SqliteFile> {
  const path = pathOf(url)
  const file = newFile(builtin("fs").existsSync(path) ? path : ":memory:", await findDriver(), ["query_only = on"])
  return asFile(path, file, () => file.handle.close())
}

/** A database that the app has opened itself. */
export function shareHandle(handle: object): SqliteFile {
  return { path: "of the app", handle: handle as SqliteHandle, turns: createTurns(), close() {} }
}

function asFile(path: string, file: OpenFile, release: (file: OpenFile) => void): SqliteFile {
  let isOpen = true
  return {
    path,
    handle: file.handle,
    turns: file.turns,
    close() {
      if (isOpen) release(file)
      isOpen = false
    },
  }
}

const settings = ["journal_mode = wal", "synchronous = normal", "foreign_keys = on"]

/** What is in the write-ahead log moves into the file first, as far as it can without waiting: nothing is lost if it stays. */
function closeHandle(handle: SqliteHandle): void {
  try {
    handle.exec("pragma wal_checkpoint(passive)")
  } catch {
    // The file is damaged or away, which whoever uses it has been told.
  }
  handle.close()
}

function newFile(path: string, open: OpenHandle, pragmas: readonly string[] = settings): OpenFile {
  if (path !== ":memory:") makeFolder(path)
  let handle: SqliteHandle | undefined
  try {
    handle = open(path)
    handle.exec("pragma busy_timeout = 5000")
    for (const pragma of pragmas) handle.exec(`pragma ${pragma}`)
    handle.prepare("select count(*) from sqlite_master").all()
    return { handle, turns: createTurns(), users: 0 }
  } catch (error) {
    handle?.close()
    throw explainSqliteFailure(error, path)
  }
}

/** The folder holds what people's accounts are made of: it is for the owner of the process alone. */
function makeFolder(path: string): void {
  const folder = builtin("path").dirname(path)
  try {
    builtin("fs").mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new StorageError(
      "STORAGE_FAILED",
      `The folder ${folder} for the database file cannot be made. Make it, or let this process write there.`,
      { cause },
    )
  }
}

function pathOf(url: string): string {
  const { resolve } = builtin("path")
  const name = url.replace(/^(file|sqlite):/i, "").replace(/[?#].*/s, "")
  if (name === ":memory:") return name
  if (name.startsWith("///")) return builtin("url").fileURLToPath(`file:${name}`)
  if (name === "") {
    throw new ConfigurationError("INVALID_OPTION", "The address `file:` names no file. Use `file:.data/app.sqlite`.")
  }
  return resolve(name)
}

/** @throws {ConfigurationError} `INVALID_OPTION` */
async function findDriver(): Promise<OpenHandle> {
  const native = process.getBuiltinModule("node:sqlite") as NativeSqlite | undefined
  if (native) return (path) => new native.DatabaseSync(path)

  const Libsql = await tryDriver<DatabaseClass>("libsql")
  if (Libsql) return (path) => new Libsql(path)

  assertBetterSqliteRuns()
  const BetterSqlite = await tryDriver<DatabaseClass>("better-sqlite3")
  if (BetterSqlite) return (path) => new BetterSqlite(path)

  throw new ConfigurationError(
    "INVALID_OPTION",
    "No SQLite driver is installed. Run `npm install libsql`, or use Node.js 22.13 or newer, which has its own.",
  )
}

/** From version 13 on it asks for Node.js 22, and ends an older process without a word. @throws {ConfigurationError} */
function assertBetterSqliteRuns(): void {
  if (Number(process.versions.node.split(".")[0]) >= 22) return
  const installed = versionOf("better-sqlite3")
  if (installed === null || Number(installed.split(".")[0]) < 13) return
  throw new ConfigurationError(
    "INVALID_OPTION",
    `better-sqlite3 ${installed} crashes Node.js ${process.versions.node}. Run \`npm install libsql\`, or \`npm install better-sqlite3@12\`, or use Node.js 22.`,
  )
}

/** The version of a package of the app's, without loading it; `null` when it is not there. */
function versionOf(name: string): string | null {
  const { createRequire } = builtin("module")
  const { join } = builtin("path")
  try {
    return createRequire(join(process.cwd(), "app.js"))(`${name}/package.json`).version
  } catch {
    return null
  }
}

type DatabaseClass = new (path: string) => SqliteHandle

interface NativeSqlite {
  readonly DatabaseSync: DatabaseClass
}

/** Without an import, which bundlers for other runtimes would trip over. */
function builtin<Name extends "fs" | "module" | "path" | "url">(
  name: Name,
): ReturnType<typeof process.getBuiltinModule<Name>> {
  return process.getBuiltinModule(name)
}
