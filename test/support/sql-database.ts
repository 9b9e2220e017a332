/** A SQLite file of a test's own, for SQL and for an adapter, gone when the test ends. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CompiledQuery } from "kysely"
import { onTestFinished } from "vitest"
import { type Connection, connect } from "../../src/adapters/sql/connect.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { SqlAdapterOptions } from "../../src/adapters/sql/options.js"

export type Row = Record<string, unknown>

export interface SqlDatabase {
  readonly path: string
  readonly url: string
  /** Runs statements in turn, and answers with the rows of the last. */
  run(...statements: string[]): Promise<Row[]>
  adapter(options?: Omit<SqlAdapterOptions, "url" | "kysely" | "pool" | "dialect">): SqlAdapter
}

export async function runOn({ kysely }: Connection, statements: readonly string[]): Promise<Row[]> {
  let rows: Row[] = []
  for (const statement of statements) {
    rows = (await kysely.executeQuery<Row>(CompiledQuery.raw(statement))).rows
  }
  return rows
}

export function newSqliteDatabase(): SqlDatabase {
  const folder = mkdtempSync(join(tmpdir(), "countersign-sql-"))
  const path = join(folder, "app.sqlite")
  const url = `file:${path}`
  const opened: { close(): Promise<void> }[] = []
  onTestFinished(async () => {
    for (const one of opened) await one.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    path,
    url,
    async run(...statements) {
      const connection = await connect(url)
      try {
        return await runOn(connection, statements)
      } finally {
        await connection.close()
      }
    },
    adapter(options = {}) {
      const adapter = SqlAdapter({ url, ...options })
      opened.push(adapter)
      return adapter
    },
  }
}
