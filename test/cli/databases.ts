/** Empty databases on each engine, and what they hold afterwards. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CompiledQuery } from "kysely"
import { canHave } from "../../scripts/databases.mjs"
import { connect } from "../../src/adapters/sql/connect.js"
import { type Server, startMariadb, startPostgres } from "../support/databases.js"

export interface TestDatabase {
  url: string
  /** Runs statements one after the other, and returns the rows of the last. */
  run(...statements: string[]): Promise<Record<string, unknown>[]>
  /** All that can be told about it: tables with their columns, indexes and rows. */
  contents(): Promise<string>
  tables(): Promise<string[]>
}

export interface Engine {
  name: string
  isThere: boolean
  /** Whether a killed migration leaves nothing behind. */
  undoes: boolean
  start(): Promise<void>
  stop(): Promise<void>
  newDatabase(): Promise<TestDatabase>
}

async function ask(url: string, statements: string[]): Promise<Record<string, unknown>[]> {
  const { kysely, close } = await connect(url)
  try {
    let rows: Record<string, unknown>[] = []
    for (const statement of statements)
      rows = (await kysely.executeQuery<Record<string, unknown>>(CompiledQuery.raw(statement))).rows
    return rows
  } finally {
    await close()
  }
}

async function tablesAt(url: string) {
  const { kysely, close } = await connect(url)
  try {
    return (await kysely.introspection.getTables()).sort((a, b) => a.name.localeCompare(b.name))
  } finally {
    await close()
  }
}

/** Times and names of databases differ, and whether a killed run noted that it made the table of notes; nothing else may. */
const database = (url: string, quote: string, indexes: string): TestDatabase => ({
  url,
  run: (...statements) => ask(url, statements),
  tables: async () => (await tablesAt(url)).map(({ name }) => name),
  contents: async () => {
    const tables = await tablesAt(url)
    const rows = []
    for (const { name } of tables) {
      const found = await ask(url, [`select * from ${quote}${name}${quote}`])
      const told = found.filter((row) => row.name !== "create countersign_migrations")
      rows.push([name, told.map(({ appliedAt: _, ...row }) => JSON.stringify(row)).sort()])
    }
    return JSON.stringify(
      { tables: tables.map(({ schema: _, ...table }) => table), rows, indexes: await ask(url, [indexes]) },
      null,
      1,
    )
  },
})

let folder = ""
let files = 0

export const sqlite: Engine = {
  name: "SQLite",
  isThere: true,
  undoes: true,
  start: async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-cli-"))
  },
  stop: async () => rmSync(folder, { recursive: true, force: true }),
  newDatabase: async () =>
    database(
      `file:${folder}/${++files}.sqlite`,
      '"',
      "select name, tbl_name, sql from sqlite_master where type = 'index' order by tbl_name, name",
    ),
}

/** The bytes of the file behind an address; `null` when there is none. */
export function fileOf({ url }: TestDatabase): Buffer | null {
  const path = url.replace("file:", "")
  return existsSync(path) ? readFileSync(path) : null
}

function engineOn(
  name: string,
  isThere: boolean,
  undoes: boolean,
  startServer: () => Promise<Server>,
  [quote, indexes]: [string, string],
): Engine {
  let server: Server | undefined
  let databases = 0
  return {
    name,
    isThere,
    undoes,
    start: async () => {
      server = await startServer()
    },
    stop: async () => server?.stop(),
    newDatabase: async () => {
      const own = new URL(server?.url ?? "")
      const called = `cli_${process.pid}_${++databases}`
      await ask(own.href, [`create database ${called}`])
      own.pathname = `/${called}`
      return database(own.href, quote, indexes)
    },
  }
}

export const postgres: Engine = engineOn("PostgreSQL", canHave("postgres"), true, startPostgres, [
  '"',
  "select tablename, indexdef from pg_indexes where schemaname = 'public' order by tablename, indexdef",
])

export const mariadb: Engine = engineOn("MariaDB", canHave("mariadb"), false, startMariadb, [
  "`",
  "select table_name, index_name, column_name, seq_in_index, non_unique from information_schema.statistics where table_schema = database() order by 1, 2, 4",
])
