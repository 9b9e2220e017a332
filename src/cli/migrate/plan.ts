/** All that a database still lacks, as SQL in the order in which it is run. */
import { CompiledQuery } from "kysely"
import type { Connection } from "../../adapters/sql/connect.js"
import { planTables, quoteFor, timeNow } from "../../adapters/sql/create-tables.js"
import { discoverLayout, type TableNames } from "../../adapters/sql/discover.js"
import { columnOf, type Layout } from "../../adapters/sql/layout.js"
import { type Dialect, schema, tableOf } from "../../adapters/sql/schema.js"
import { extensionOf } from "./extend-table.js"

export interface Plan {
  readonly statements: readonly string[]
  /** Why something was left out that rows must make possible first: a sentence each. */
  readonly obstacles: readonly string[]
  /** What the operator may want to know, and nothing waits for. */
  readonly notes: readonly string[]
}

/** @throws {ConfigurationError} `INVALID_OPTION`: a table of that name is something else, or a named one is not there */
export async function planMigration(connection: Connection, names: TableNames): Promise<Plan> {
  const layout = await discoverLayout(connection, names)
  const create = await planTables(connection, names)
  const extensions = []
  for (const table of schema) {
    const found = layout.tables[table.role]
    if (found) extensions.push(await extensionOf(connection, table, found))
  }
  const statements = [...create, ...extensions.flatMap((one) => one.statements)]
  const obstacles = extensions.flatMap((one) => one.obstacles)
  const checksum = await checksumOfSchema()
  const isRecorded = obstacles.length > 0 || (await recordedChecksum(connection, layout)) === checksum
  const notes = extensions.flatMap((one) => one.notes)
  return {
    statements: isRecorded ? statements : [...statements, ...record(connection.dialect, checksum)],
    obstacles,
    notes,
  }
}

/** The row that says to which schema the tables were brought. */
const schemaRow = "schema"

async function checksumOfSchema(): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(schema)))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

async function recordedChecksum({ kysely, dialect }: Connection, { tables }: Layout): Promise<string | null> {
  if (!tables.migration || !columnOf(tables.migration, "checksum")) return null
  const quote = quoteFor(dialect)
  const query = `select ${quote("checksum")} as checksum from ${quote(tables.migration.name)} where ${quote("name")} = '${schemaRow}'`
  const { rows } = await kysely.executeQuery<{ checksum: string | null }>(CompiledQuery.raw(query))
  return rows[0]?.checksum ?? null
}

function record(dialect: Dialect, checksum: string): string[] {
  const quote = quoteFor(dialect)
  const table = quote(tableOf("migration").name)
  const columns = ["name", "checksum", "appliedAt"].map(quote).join(", ")
  return [
    `delete from ${table} where ${quote("name")} = '${schemaRow}'`,
    `insert into ${table} (${columns}) values ('${schemaRow}', '${checksum}', ${timeNow[dialect]})`,
  ]
}
