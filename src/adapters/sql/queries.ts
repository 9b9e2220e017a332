/** The few statements that everything is made of, alike on three engines. */
import { type RawBuilder, sql } from "kysely"
import type { Database } from "./connect.js"
import type { ReadFirst } from "./first-row.js"
import { columnOf, type FoundTable, type Layout, tableFor, tableName } from "./layout.js"
import {
  type Assignment,
  assign,
  changedAssignments,
  type Fields,
  newAssignments,
  readRecord,
  selectList,
} from "./rows.js"
import type { Dialect, TableRole } from "./schema.js"

/** What the methods of an adapter work on: the database, or a transaction in it. */
export interface Store {
  readonly kysely: Database
  readonly readFirst: ReadFirst
  readonly layout: Layout
  /** Runs work whose writes all happen or none do: in the transaction that is under way, if there is one. */
  readonly atomically: <R>(work: (store: Store) => Promise<R>, isolation?: "serializable") => Promise<R>
}

/** Fields and the value each must have; an array means any of its values. */
export type Conditions = Readonly<Record<string, string | readonly string[]>>

export const tableIn = ({ layout }: Store, role: TableRole): FoundTable => tableFor(layout, role)

export async function findRecord(store: Store, table: FoundTable, where: Conditions): Promise<Fields | null> {
  return (await findRecords(store, table, where))[0] ?? null
}

export async function findRecords(store: Store, table: FoundTable, where: Conditions): Promise<Fields[]> {
  if (!canHold(table, where)) return []
  const { rows } = await sql<Fields>`
    select ${selectList(table)} from ${tableName(table)} where ${matching(store, table, where)}`.execute(store.kysely)
  return rows.map((row) => readRecord(table, row))
}

export async function insertRecord(store: Store, table: FoundTable, record: Fields): Promise<void> {
  await insertion(table, newAssignments(table, record)).execute(store.kysely)
}

/** Inserts a record that has an `id`, and answers with all that the database then holds of it. */
export async function insertIdentified(store: Store, table: FoundTable, record: Fields): Promise<Fields> {
  const written = newAssignments(table, table.isNumbered ? { ...record, id: undefined } : record)
  const insert = insertion(table, written)
  if (store.layout.dialect !== "mysql") {
    const { rows } = await sql<Fields>`${insert} returning ${selectList(table)}`.execute(store.kysely)
    return readRecord(table, rows[0] as Fields)
  }
  const { insertId } = await insert.execute(store.kysely)
  const id = table.isNumbered ? insertId : written.find(({ column }) => column.field === "id")?.value
  return (await findRecord(store, table, { id: String(id) })) as Fields
}

/** The changed record; `null` when there is none to change. */
export async function updateRecord(
  store: Store,
  table: FoundTable,
  where: Conditions,
  changes: Fields,
): Promise<Fields | null> {
  const written = changedAssignments(table, changes)
  if (written.length === 0) return findRecord(store, table, where)
  if (!canHold(table, where)) return null
  const pairs = written.map(({ column, value }) => sql`${sql.id(column.name)} = ${value}`)
  const update = sql<Fields>`
    update ${tableName(table)} set ${sql.join(pairs)} where ${matching(store, table, where)}`
  if (store.layout.dialect !== "mysql") {
    const { rows } = await sql<Fields>`${update} returning ${selectList(table)}`.execute(store.kysely)
    return rows[0] ? readRecord(table, rows[0]) : null
  }
  await update.execute(store.kysely)
  return findRecord(store, table, { ...where, ...changedConditions(where, changes) })
}

/** A change of what the record was found by, such as the hash in place of a plain token. */
const changedConditions = (where: Conditions, changes: Fields): Conditions =>
  Object.fromEntries(
    Object.keys(where).flatMap((field) => (changes[field] === undefined ? [] : [[field, String(changes[field])]])),
  )

export async function deleteRecords(store: Store, table: FoundTable, where: Conditions): Promise<void> {
  if (canHold(table, where)) await deletion(store, table, where).execute(store.kysely)
}

/** Takes a record out. Of simultaneous calls one gets it, the others get `null`. */
export async function takeRecord(store: Store, table: FoundTable, where: Conditions): Promise<Fields | null> {
  if (!canHold(table, where)) return null
  if (store.layout.dialect !== "mysql") {
    const { rows } = await sql<Fields>`
      ${deletion(store, table, where)} returning ${selectList(table)}`.execute(store.kysely)
    return rows[0] ? readRecord(table, rows[0]) : null
  }
  return store.atomically(async (inside) => {
    const { rows } = await sql<Fields>`
      select ${selectList(table)} from ${tableName(table)}
      where ${matching(inside, table, where)} for update`.execute(inside.kysely)
    if (!rows[0]) return null
    const { numAffectedRows } = await deletion(inside, table, where).execute(inside.kysely)
    return numAffectedRows ? readRecord(table, rows[0]) : null
  })
}

function insertion(table: FoundTable, written: readonly Assignment[]): RawBuilder<unknown> {
  const names = written.map(({ column }) => sql.id(column.name))
  const values = written.map(({ value }) => sql`${value}`)
  return sql`insert into ${tableName(table)} (${sql.join(names)}) values (${sql.join(values)})`
}

const deletion = (store: Store, table: FoundTable, where: Conditions): RawBuilder<unknown> =>
  sql`delete from ${tableName(table)} where ${matching(store, table, where)}`

/** An id such as `"x"` belongs to nobody where ids are numbers; PostgreSQL would fail, and MySQL read it as 0. */
export const canHold = (table: FoundTable, where: Conditions): boolean =>
  Object.entries(where).every(([field, value]) =>
    [value].flat().every((one) => columnOf(table, field)?.codec.fits(one)),
  )

export function matching(
  { layout }: Pick<Store, "layout">,
  table: FoundTable,
  where: Conditions,
  alias?: string,
): RawBuilder<unknown> {
  const tests = Object.entries(where).map(([field, wanted]) => {
    const column = columnOf(table, field)
    if (!column) throw new Error(`"${table.name}" has no column for "${field}"`)
    const name = alias ? sql.id(alias, column.name) : sql.id(column.name)
    const values = [wanted].flat().map((value) => assign(column, value).value)
    const alternatives = values.map((value) => equals(layout.dialect, field, name, value))
    return alternatives.length === 1 ? sql`${alternatives[0]}` : sql`(${sql.join(alternatives, sql` or `)})`
  })
  return sql.join(tests, sql` and `)
}

/**
 * Equal byte by byte. MySQL's usual collations hold `é` for `e`, `T` for `t`, and disregard spaces at the end: somebody's token or
 * address must not open the record of somebody else. The first comparison uses the index. Addresses may differ in case.
 */
function equals(dialect: Dialect, field: string, name: RawBuilder<unknown>, value: unknown): RawBuilder<unknown> {
  if (dialect !== "mysql") return sql`${name} = ${value}`
  const fold = (text: RawBuilder<unknown>) => (field === "email" ? sql`lower(${text})` : text)
  const bytes = (text: RawBuilder<unknown>) => sql`cast(${fold(sql`convert(${text} using utf8mb4)`)} as binary)`
  return sql`(${name} = ${value} and ${bytes(name)} = ${bytes(sql`${value}`)})`
}

/** Joins records to the users they belong to. */
export function ownedBy(
  users: FoundTable,
  usersAlias: string,
  owned: FoundTable,
  ownedAlias: string,
): RawBuilder<unknown> {
  const userId = columnOf(owned, "userId")?.name ?? "userId"
  const id = columnOf(users, "id")?.name ?? "id"
  return sql`${sql.id(ownedAlias, userId)} = ${sql.id(usersAlias, id)}`
}
