/** Looks at a database once, to find the tables and columns it has, under whichever names a library gave them. */
import { type ColumnMetadata, sql, type TableMetadata } from "kysely"
import { ConfigurationError } from "../../core/errors.js"
import { codecFor, isInteger } from "./codec.js"
import type { Connection } from "./connect.js"
import type { FoundColumn, FoundTable, Layout } from "./layout.js"
import { creationOf, schema, type Table, type TableRole } from "./schema.js"

/** Names of tables, where the app's differ from all that are known. */
export type TableNames = Partial<Record<"user" | "account" | "session" | "verificationToken" | "authenticator", string>>

/** @throws {ConfigurationError} `INVALID_OPTION`: a named table is not there */
export async function discoverLayout(connection: Connection, names: TableNames = {}): Promise<Layout> {
  const present = await readTables(connection)
  const tables: Partial<Record<TableRole, FoundTable>> = {}
  for (const table of schema) {
    const metadata = choose(table, present, names[table.role as keyof TableNames])
    if (metadata) tables[table.role] = await describe(connection, table, metadata)
  }
  return { dialect: connection.dialect, tables, sessionsAreOurs: await isCreatedByUs(connection, tables) }
}

/** How many tables of any kind there are. */
export async function countTables(connection: Connection): Promise<number> {
  return (await readTables(connection)).length
}

/** Ignores case and underscores: `sessionToken`, `session_token` and `sessiontoken` are the same column. */
const plain = (name: string): string => name.replaceAll("_", "").toLowerCase()

function choose(table: Table, present: readonly TableMetadata[], named: string | undefined): TableMetadata | undefined {
  if (named !== undefined) return presentTable(present, named)
  const byName = [table.name, ...table.otherNames]
  const candidates = [
    ...byName.flatMap((name) => present.filter((found) => found.name === name)),
    ...byName.flatMap((name) => present.filter((found) => plain(found.name) === plain(name))),
  ]
  return candidates.find(({ columns }) =>
    table.recognisedBy.every((field) => columns.some(({ name }) => plain(name) === plain(field))),
  )
}

function presentTable(present: readonly TableMetadata[], name: string): TableMetadata {
  const found = present.find((table) => table.name === name)
  if (found) return found
  throw new ConfigurationError(
    "INVALID_OPTION",
    `The adapter's \`tables\` option names "${name}", and there is no such table.`,
  )
}

/** Tables of the schemas that a bare name is looked up in, in that order. */
export async function readTables({ kysely, dialect }: Connection): Promise<TableMetadata[]> {
  const tables = await kysely.introspection.getTables()
  if (dialect !== "postgres") return tables
  const { rows } = await sql<{ path: string[] }>`select current_schemas(false)::text[] as path`.execute(kysely)
  const path = rows[0]?.path ?? []
  return path.flatMap((name) => tables.filter((table) => table.schema === name))
}

async function describe(connection: Connection, table: Table, metadata: TableMetadata): Promise<FoundTable> {
  const { name, columns } = metadata
  const schemaName = connection.dialect === "postgres" ? (metadata.schema ?? null) : null
  const booleans = connection.dialect === "mysql" ? await tinyBooleans(connection, name) : []
  const found: FoundColumn[] = []
  const fieldNames = fieldsOf(table, columns)
  for (const column of columns) {
    const field = fieldNames.get(column.name) ?? column.name
    const kind = Object.hasOwn(table.columns, field) ? table.columns[field]?.kind : isId(field) ? "id" : undefined
    const declared = {
      dialect: connection.dialect,
      type: booleans.includes(column.name) ? "tinyint(1)" : column.dataType,
      sample: kind === "time" ? await sampleOf(connection, name, column) : undefined,
    }
    found.push({ field, name: column.name, codec: codecFor(declared, kind), ...filling(field, column) })
  }
  const id = columns.find((column) => fieldNames.get(column.name) === "id" || column.name === "id")
  return { name, schema: schemaName, columns: found, isNumbered: id !== undefined && isInteger(id.dataType) }
}

const isId = (field: string): boolean => field === "id"

/** Column → field. A column spelled like the field comes before one that only resembles it. */
function fieldsOf(table: Table, columns: readonly ColumnMetadata[]): Map<string, string> {
  const fields = new Map<string, string>()
  for (const field of Object.keys(table.columns)) {
    const column =
      columns.find(({ name }) => name === field) ?? columns.find(({ name }) => plain(name) === plain(field))
    if (column) fields.set(column.name, field)
  }
  return fields
}

/** Ids, and the two times that Prisma fills in on the application's side. */
function filling(field: string, column: ColumnMetadata): Pick<FoundColumn, "fill" | "touch"> {
  const isTime = /time|date/i.test(column.dataType)
  const isCreation = isTime && /^created_?at$/i.test(column.name)
  const isUpdate = isTime && /^updated_?at$/i.test(column.name)
  const now = () => new Date()
  const isOurId = field === "id" && !isInteger(column.dataType)
  const needsTime = (isCreation || isUpdate) && !column.hasDefaultValue
  return {
    fill: isOurId ? () => crypto.randomUUID() : needsTime ? now : null,
    touch: isUpdate ? now : null,
  }
}

/** SQLite keeps what it is given: ISO text here, milliseconds or seconds there. */
async function sampleOf({ kysely, dialect }: Connection, table: string, { name }: ColumnMetadata): Promise<unknown> {
  if (dialect !== "sqlite") return undefined
  const column = sql.id(name)
  const { rows } = await sql<{ value: unknown }>`
    select ${column} as value from ${sql.id(table)} where ${column} is not null limit 1`.execute(kysely)
  return rows[0]?.value
}

/** MySQL's `boolean` is a `tinyint(1)`; Kysely tells the `tinyint` only. */
async function tinyBooleans({ kysely }: Connection, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = database() and table_name = ${table} and column_type = 'tinyint(1)'`.execute(kysely)
  return rows.map(({ name }) => name)
}

async function isCreatedByUs({ kysely }: Connection, tables: Layout["tables"]): Promise<boolean> {
  const { migration, session } = tables
  if (!migration || !session) return false
  const { rows } = await sql`
    select 1 from ${sql.id(migration.name)} where ${sql.id("name")} = ${creationOf(session.name)}`.execute(kysely)
  return rows.length > 0
}
