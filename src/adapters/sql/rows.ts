/** Records to columns and back. */
import { type RawBuilder, sql } from "kysely"
import type { FoundColumn, FoundTable } from "./layout.js"

export type Fields = Readonly<Record<string, unknown>>

export interface Assignment {
  readonly column: FoundColumn
  /** What stands in the statement. */
  readonly value: unknown
}

/** The columns of a new record: what it says, and what is filled in. */
export function newAssignments(table: FoundTable, record: Fields): Assignment[] {
  const filled: Record<string, unknown> = {}
  for (const { field, fill } of table.columns) if (fill && record[field] == null) filled[field] = fill()
  return assignments(table, { ...record, ...filled })
}

/** The columns that a change of a record writes. */
export function changedAssignments(table: FoundTable, changes: Fields): Assignment[] {
  const written = assignments(table, changes)
  if (written.length === 0) return written
  const touched = table.columns.filter(({ field, touch }) => touch && changes[field] === undefined)
  return [...written, ...touched.map((column) => assign(column, column.touch?.()))]
}

function assignments(table: FoundTable, record: Fields): Assignment[] {
  const written: Assignment[] = []
  for (const [field, value] of Object.entries(record)) {
    if (value === undefined) continue
    const column = table.columns.find((candidate) => candidate.field === field)
    if (column) written.push(assign(column, value))
    else reportMissing(table.name, field)
  }
  return written
}

export const assign = (column: FoundColumn, value: unknown): Assignment => ({
  column,
  value: value === null ? null : column.codec.encode(value),
})

/** What was said once; a provider that invents names is not heard without end. */
const reported = new Set<string>()
const mostReports = 100

/** Providers send what no table foresees: GitHub's `refresh_token_expires_in` must not cost anybody the sign-in. */
function reportMissing(table: string, field: string): void {
  const name = `${table}.${field}`
  if (reported.has(name) || reported.size === mostReports) return
  reported.add(name)
  console.warn(`[countersign][adapter] The table "${table}" has no column "${field}": its value is not stored.`)
}

/** A select list, each column under the name of its field after `prefix`. */
export function selectList(table: FoundTable, prefix = "", alias?: string): RawBuilder<unknown> {
  const columns = table.columns.map(({ field, name, codec }) => {
    const column = alias ? sql.id(alias, name) : sql.id(name)
    return sql`${codec.read(column)} as ${sql.id(prefix + field)}`
  })
  return sql.join(columns)
}

export const readRecord = (table: FoundTable, row: Fields): Record<string, unknown> => recordReader(table, "")(row)

/** Reads the records of a table from the rows of a `selectList` with this prefix. */
export function recordReader(table: FoundTable, prefix: string): (row: Fields) => Record<string, unknown> {
  const columns = table.columns.map(({ field, codec }) => ({ field, name: prefix + field, codec }))
  return (row) => {
    const record: Record<string, unknown> = {}
    for (const { field, name, codec } of columns) {
      const value = row[name]
      record[field] = value === null || value === undefined ? null : codec.decode(value)
    }
    return record
  }
}
