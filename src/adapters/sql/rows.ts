/** Records to columns and back. */
import { type RawBuilder, sql } from "kysely"
import type { Codec } from "./codec.js"
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

export function readRecord(table: FoundTable, row: Fields): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  for (const { field, codec } of table.columns) record[field] = decoded(codec, row[field])
  return record
}

/** The same from values in the order of a `selectList`, of which the table's begin at `from`. */
export function readValues(table: FoundTable, values: readonly unknown[], from = 0): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  let at = from
  for (const { field, codec } of table.columns) record[field] = decoded(codec, values[at++])
  return record
}

const decoded = (codec: Codec, value: unknown): unknown =>
  value === null || value === undefined ? null : codec.decode(value)
