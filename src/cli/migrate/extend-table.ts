/**
 * What a table that is there lacks. It gets columns, which may be null, and indexes; nothing of it is dropped, narrowed or
 * given another type.
 */
import { CompiledQuery } from "kysely"
import type { Connection } from "../../adapters/sql/connect.js"
import { quoteFor } from "../../adapters/sql/create-tables.js"
import { columnOf, type FoundTable } from "../../adapters/sql/layout.js"
import { columnTypes, type Dialect, type Table } from "../../adapters/sql/schema.js"
import { isFoundBy, isKeptUnique, readIndexes } from "./read-indexes.js"

export interface Extension {
  readonly statements: readonly string[]
  /** A sentence for each index that rows of the table do not allow. */
  readonly obstacles: readonly string[]
}

/** @throws the database's own error */
export async function extensionOf(connection: Connection, table: Table, found: FoundTable): Promise<Extension> {
  const { dialect } = connection
  const name = [found.schema ?? [], found.name]
    .flat()
    .map((part) => quoted(part, dialect))
    .join(".")
  const missing = Object.entries(table.columns).filter(([field]) => !columnOf(found, field))
  const added = missing.map(
    ([column, { kind }]) => `alter table ${name} add column ${quoted(column, dialect)} ${columnTypes[dialect][kind]}`,
  )

  const indexes = await readIndexes(connection, found)
  const columnsOf = (fields: readonly string[]) => fields.map((field) => columnOf(found, field)?.name ?? field)
  const owner = table.belongsToUserBy === null ? [] : [[table.belongsToUserBy]]
  const searched = [...table.indexes, ...owner].map(columnsOf).filter((columns) => !isFoundBy(indexes, columns))
  const unique = [table.primaryKey, ...table.unique].map(columnsOf).filter((columns) => !isKeptUnique(indexes, columns))

  const create = (columns: readonly string[], kind: "index" | "unique index") =>
    `create ${kind} ${quoted(indexName(found.name, columns), dialect)} on ${name} (${listOf(columns, dialect)})`
  const statements = [...added]
  const obstacles: string[] = []
  for (const columns of unique) {
    const newColumns = columns.filter((column) => missing.some(([field]) => field === column))
    const repeated = newColumns.length > 0 ? 0 : await countRepeated(connection, name, columns)
    if (repeated === 0) statements.push(create(columns, "unique index"))
    else obstacles.push(obstacle(found.name, columns, repeated))
  }
  const leads = (columns: readonly string[]) =>
    isFoundBy(
      unique.map((one) => ({ columns: one, unique: true })),
      columns,
    )
  const distinct = searched.filter((columns, i) => searched.findIndex((one) => `${one}` === `${columns}`) === i)
  return {
    statements: [
      ...statements,
      ...distinct
        .filter((columns) => obstacles.length > 0 || !leads(columns))
        .map((columns) => create(columns, "index")),
    ],
    obstacles,
  }
}

/** A name that no other library gives. PostgreSQL's names end after 63 bytes. */
const indexName = (table: string, columns: readonly string[]): string =>
  ["countersign", table, ...columns].join("_").slice(0, 60)

const quoted = (name: string, dialect: Dialect): string => quoteFor(dialect)(name)

const listOf = (columns: readonly string[], dialect: Dialect): string =>
  columns.map((column) => quoted(column, dialect)).join(", ")

const obstacle = (table: string, columns: readonly string[], repeated: number): string =>
  `${repeated} ${repeated === 1 ? "value" : "values"} of ${columns.join(", ")} in "${table}" ${repeated === 1 ? "is" : "are"} there more than once, so no unique index was made: merge or delete the surplus rows, then run this again.`

/** How many values a unique index would refuse: those that several rows have. */
async function countRepeated(
  { kysely, dialect }: Connection,
  table: string,
  columns: readonly string[],
): Promise<number> {
  const present = columns.map((column) => `${quoted(column, dialect)} is not null`).join(" and ")
  const query = `select count(*) as repeated from (select 1 as one from ${table} where ${present} group by ${listOf(columns, dialect)} having count(*) > 1) as several`
  const { rows } = await kysely.executeQuery<{ repeated: unknown }>(CompiledQuery.raw(query))
  return Number(rows[0]?.repeated ?? 0)
}
