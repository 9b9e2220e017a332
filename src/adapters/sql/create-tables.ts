/** Makes the tables that are missing, and leaves those that are there. */
import { CompiledQuery, sql } from "kysely"
import { ConfigurationError, StorageError } from "../../core/errors.js"
import type { Connection, Database } from "./connect.js"
import { discoverLayout, readTables, type TableNames } from "./discover.js"
import { columnOf, type Layout } from "./layout.js"
import { columnTypes, creationOf, type Dialect, schema, type Table, tableOf, tableOptions } from "./schema.js"

/** The table of users that others refer to: ours, or one that another library made. */
export interface UserKey {
  readonly table: string
  readonly column: string
  /** SQL of the type of a column that holds its id. */
  readonly type: string
}

/**
 * The SQL that is still to run, in order; empty when nothing is missing.
 *
 * @throws {ConfigurationError} `INVALID_OPTION`: a name is taken by a table of something else
 */
export async function planTables(connection: Connection, names: TableNames = {}): Promise<string[]> {
  const layout = await discoverLayout(connection, names)
  const users = await userKey(connection, layout)
  const missing = schema.filter(({ role }) => !layout.tables[role])
  await assertNamesAreFree(connection, missing)
  return missing.flatMap((table) => createStatements(table, connection.dialect, users))
}

/** An app may have accounts of another kind, at a bank for instance: they are not ours to touch. */
async function assertNamesAreFree(connection: Connection, missing: readonly Table[]): Promise<void> {
  const caseless = connection.dialect !== "postgres"
  const spelled = (name: string) => (caseless ? name.toLowerCase() : name)
  const present = new Set((await readTables(connection)).map(({ name }) => spelled(name)))
  const taken = missing.find(({ name }) => present.has(spelled(name)))
  if (!taken) return
  throw new ConfigurationError(
    "INVALID_OPTION",
    `There is a table "${taken.name}" of something else, without the columns ${taken.recognisedBy.join(", ")}: give Countersign a database or a schema of its own. Nothing was changed.`,
  )
}

/**
 * Creates all tables and indexes that are missing. Of two processes that do so at once, the second waits and finds nothing to do.
 *
 * @returns the SQL that was run
 */
export function createTables(connection: Connection): Promise<string[]> {
  return alone(connection, async (locked) => {
    const statements = await planTables(locked)
    for (const statement of statements) await locked.kysely.executeQuery(CompiledQuery.raw(statement))
    return statements
  })
}

/**
 * Runs work that changes tables while no other process does. On SQLite and PostgreSQL all of it happens or none;
 * MySQL commits each statement that changes a table.
 */
export async function alone<R>(connection: Connection, work: (locked: Connection) => Promise<R>): Promise<R> {
  const on = (kysely: Database): Connection => ({ ...connection, kysely })
  if (connection.dialect === "mysql") {
    return connection.kysely.connection().execute(async (kysely) => {
      const lock = await sql<{ held: number | null }>`select get_lock('countersign_migrations', 60) as held`.execute(
        kysely,
      )
      if (Number(lock.rows[0]?.held) !== 1) throw stillBusy()
      try {
        return await work(on(kysely))
      } finally {
        await sql`select release_lock('countersign_migrations')`.execute(kysely)
      }
    })
  }
  return connection.kysely.transaction().execute(async (transaction) => {
    if (connection.dialect === "postgres") {
      await sql`select pg_advisory_xact_lock(hashtext('countersign_migrations'))`.execute(transaction)
    }
    return work(on(transaction))
  })
}

const stillBusy = (): StorageError =>
  new StorageError(
    "STORAGE_FAILED",
    "Another process has been changing the tables for a minute: try again when it is done.",
  )

/** The SQL that makes one table with its indexes, and remembers in the migrations table that it is of our making. */
export function createStatements(table: Table, dialect: Dialect, users: UserKey): string[] {
  const quote = quoteFor(dialect)
  const names = (columns: readonly string[]) => columns.map(quote).join(", ")
  const columns = Object.entries(table.columns).map(([name, column]) => {
    const type = name === table.belongsToUserBy ? users.type : columnTypes[dialect][column.kind]
    const fallback = column.default === undefined ? "" : ` default ${column.default}`
    return `${quote(name)} ${type}${column.nullable ? "" : " not null"}${fallback}`
  })
  const constraints = [
    `primary key (${names(table.primaryKey)})`,
    ...table.unique.map((columns) => `unique (${names(columns)})`),
    ...(table.belongsToUserBy === null
      ? []
      : [
          `foreign key (${quote(table.belongsToUserBy)}) references ${quote(users.table)} (${quote(users.column)}) on delete cascade`,
        ]),
  ]
  const indexes = table.indexes.map((columns) => ({
    name: quote(`${table.name}_${columns.join("_")}`),
    on: names(columns),
  }))
  const inline = dialect === "mysql" ? indexes.map(({ name, on }) => `index ${name} (${on})`) : []
  const apart = dialect === "mysql" ? [] : indexes

  const create = `create table if not exists ${quote(table.name)} (\n  ${[...columns, ...constraints, ...inline].join(",\n  ")}\n)${tableOptions[dialect]}`
  const remember = rememberStatement(table, dialect)
  return [
    // Written first where table changes cannot be undone: a table without its row would pass for another library's.
    ...(table.role === "migration" ? [create, remember] : [remember, create]),
    ...apart.map(({ name, on }) => `create index if not exists ${name} on ${quote(table.name)} (${on})`),
  ]
}

function rememberStatement(table: Table, dialect: Dialect): string {
  const quote = quoteFor(dialect)
  const into = `${quote(tableOf("migration").name)} (${quote("name")}, ${quote("appliedAt")}) values ('${creationOf(table.name)}', ${timeNow[dialect]})`
  return dialect === "mysql" ? `insert ignore into ${into}` : `insert into ${into} on conflict do nothing`
}

/** SQL of the present, as a column of times keeps it. */
export const timeNow: Readonly<Record<Dialect, string>> = {
  sqlite: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  postgres: "current_timestamp",
  mysql: "utc_timestamp(3)",
}

/** Names are ours or found in the database, and quoted as the dialect wants. */
export const quoteFor =
  (dialect: Dialect): ((name: string) => string) =>
  (name) =>
    dialect === "mysql" ? `\`${name.replaceAll("`", "``")}\`` : `"${name.replaceAll('"', '""')}"`

async function userKey(connection: Connection, layout: Layout): Promise<UserKey> {
  const found = layout.tables.user
  const ours = tableOf("user")
  if (!found) return { table: ours.name, column: "id", type: columnTypes[connection.dialect].id }
  const column = columnOf(found, "id")?.name ?? "id"
  return { table: found.name, column, type: await declaredType(connection, found.name, column) }
}

/** A foreign key must have the type of what it refers to; MySQL wants its length and collation alike as well. */
async function declaredType(connection: Connection, table: string, column: string): Promise<string> {
  const { kysely, dialect } = connection
  if (dialect === "mysql") {
    const { rows } = await sql<{ type: string; charset: string | null; collation: string | null }>`
      select column_type as type, character_set_name as charset, collation_name as collation
      from information_schema.columns
      where table_schema = database() and table_name = ${table} and column_name = ${column}`.execute(kysely)
    const { type = columnTypes.mysql.id, charset = null, collation = null } = rows[0] ?? {}
    return charset === null ? type : `${type} character set ${charset} collate ${collation}`
  }
  const tables = await readTables(connection)
  const found = tables.find(({ name }) => name === table)?.columns.find(({ name }) => name === column)
  return found?.dataType ?? columnTypes[dialect].id
}
