/**
 * What a table that is there lacks. It gets columns, which may be null, and indexes; nothing of it is dropped, narrowed or
 * given another type.
 */
import { CompiledQuery, sql } from "kysely"
import type { Connection } from "../../adapters/sql/connect.js"
import { quoteFor } from "../../adapters/sql/create-tables.js"
import { columnOf, type FoundTable } from "../../adapters/sql/layout.js"
import { columnTypes, type Dialect, type Table } from "../../adapters/sql/schema.js"
import { isFoundBy, isKeptUnique, readIndexes } from "./read-indexes.js"

export interface Extension {
  readonly statements: readonly string[]
  /** A sentence for each unique index that rows of the table do not allow. */
  readonly obstacles: readonly string[]
  /** A sentence for each unique index that a type of the table does not allow. */
  readonly notes: readonly string[]
}

type Columns = readonly string[]

/** @throws the database's own error */
export async function extensionOf(connection: Connection, table: Table, found: FoundTable): Promise<Extension> {
  const { dialect } = connection
  const name = [...(found.schema ? [found.schema] : []), found.name].map(quoteFor(dialect)).join(".")
  const missing = Object.entries(table.columns).filter(([field]) => !columnOf(found, field))
  const long = await longColumns(connection, found)
  const { unique, searched } = await missingIndexes(connection, table, found)

  const obstacles: string[] = []
  const notes: string[] = []
  const makable: Columns[] = []
  for (const columns of unique) {
    const isNew = columns.some((column) => missing.some(([field]) => field === column))
    const repeated = isNew ? 0 : await countRepeated(connection, name, columns)
    if (repeated > 0) obstacles.push(repetition(found.name, columns, repeated))
    else if (columns.some((column) => long.includes(column))) notes.push(tooLong(found.name, columns))
    else makable.push(columns)
  }
  const covered = makable.map((columns) => ({ columns, unique: true }))
  const plain = searched.filter((columns) => !isFoundBy(covered, columns))
  const listOf = (columns: Columns) =>
    columns.map((column) => `${quoteFor(dialect)(column)}${long.includes(column) ? "(191)" : ""}`).join(", ")
  return {
    statements: [
      ...missing.map(
        ([column, { kind }]) =>
          `alter table ${name} add column ${quoteFor(dialect)(column)} ${columnTypes[dialect][kind]}`,
      ),
      ...makable.map(
        (columns) => `create unique index ${nameOf(found, columns, "key", dialect)} on ${name} (${listOf(columns)})`,
      ),
      ...plain.map(
        (columns) => `create index ${nameOf(found, columns, "idx", dialect)} on ${name} (${listOf(columns)})`,
      ),
    ],
    obstacles,
    notes,
  }
}

/** What must be unique and is not kept so, and what is searched by and has no index: in the table's own names. */
async function missingIndexes(connection: Connection, table: Table, found: FoundTable) {
  const indexes = await readIndexes(connection, found)
  const named = (fields: Columns): Columns => fields.map((field) => columnOf(found, field)?.name ?? field)
  const wantedUnique = [table.primaryKey, ...table.unique].map(named)
  const owner = table.belongsToUserBy === null ? [] : [[table.belongsToUserBy]]
  const wanted = [...wantedUnique, ...[...table.indexes, ...owner].map(named)]
  const isFirst = (columns: Columns, i: number) => wanted.findIndex((one) => `${one}` === `${columns}`) === i
  return {
    unique: wantedUnique.filter((columns) => !isKeptUnique(indexes, columns)),
    searched: wanted.filter(isFirst).filter((columns) => !isFoundBy(indexes, columns)),
  }
}

/** A name that no other library gives. PostgreSQL's names end after 63 bytes. */
const nameOf = ({ name }: FoundTable, columns: Columns, suffix: string, dialect: Dialect): string =>
  quoteFor(dialect)(`${["countersign", name, ...columns].join("_").slice(0, 56)}_${suffix}`)

/** Columns that MySQL indexes only up to a length. */
async function longColumns({ kysely, dialect }: Connection, { name }: FoundTable): Promise<Columns> {
  if (dialect !== "mysql") return []
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = database() and table_name = ${name} and data_type regexp 'text|blob'`.execute(kysely)
  return rows.map((row) => row.name)
}

const repetition = (table: string, columns: Columns, repeated: number): string =>
  `${repeated === 1 ? "1 value is" : `${repeated} values are`} in more than one row of "${table}" (${columns.join(", ")}), so they were not made unique: merge or delete the surplus rows, then run this again.`

const tooLong = (table: string, columns: Columns): string =>
  `Nothing keeps ${columns.join(", ")} of "${table}" unique: a column of type text cannot be, one of type varchar(255) can.`

/** How many values a unique index would refuse: those that several rows have. */
async function countRepeated({ kysely, dialect }: Connection, table: string, columns: Columns): Promise<number> {
  const names = columns.map(quoteFor(dialect))
  const present = names.map((column) => `${column} is not null`).join(" and ")
  const query = `select count(*) as repeated from (select 1 as one from ${table} where ${present} group by ${names.join(", ")} having count(*) > 1) as several`
  const { rows } = await kysely.executeQuery<{ repeated: unknown }>(CompiledQuery.raw(query))
  return Number(rows[0]?.repeated ?? 0)
}
