/** Makes the tables that are missing, and leaves those that are there. */
import { CompiledQuery, sql } from "kysely"
import type { Connection, Database } from "./connect.js"
import { creationOf, discoverLayout } from "./discover.js"
import { columnOf, type Layout } from "./layout.js"
import { columnTypes, type Dialect, schema, type Table, tableOf, tableOptions } from "./schema.js"

/** The table of users that others refer to: ours, or one that another library made. */
export interface UserKey {
  readonly table: string
  readonly column: string
  /** SQL of the type of a column that holds its id. */
  readonly type: string
}

/** The SQL that is still to run, in order; empty when nothing is missing. */
export async function planTables(connection: Connection): Promise<string[]> {
  const layout = await discoverLayout(connection)
  const users = await userKey(connection, layout)
  const missing = schema.filter(({ role }) => !layout.tables[role])
  return missing.flatMap((table) => createStatements(table, connection.dialect, users))
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
      await sql`select get_lock('countersign_migrations', 60)`.execute(kysely)
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
  const into = `${quote(tableOf("migration").name)} (${quote("name")}, ${quote("appliedAt")}) values ('${creationOf(table.name)}', ${now[dialect]})`
  return dialect === "mysql" ? `insert ignore into ${into}` : `insert into ${into} on conflict do nothing`
}

const now: Readonly<Record<Dialect, string>> = {
  sqlite: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  postgres: "current_timestamp",
  mysql: "utc_timestamp(3)",
}

/** Names are ours or found in the database, and quoted as the dialect wants. */
const quoteFor =
  (dialect: Dialect) =>
  (name: string): string =>
    dialect === "mysql" ? `\`${name.replaceAll("`", "``")}\`` : `"${name.replaceAll('"', '""')}"`

async function userKey({ kysely, dialect }: Connection, layout: Layout): Promise<UserKey> {
  const found = layout.tables.user
  const ours = tableOf("user")
  if (!found) return { table: ours.name, column: "id", type: columnTypes[dialect].id }
  const column = columnOf(found, "id")?.name ?? "id"
  return { table: found.name, column, type: await declaredType(kysely, dialect, found.name, column) }
}

/** A foreign key must have the type of what it refers to; MySQL wants its length and collation alike as well. */
async function declaredType(kysely: Database, dialect: Dialect, table: string, column: string): Promise<string> {
  if (dialect === "mysql") {
    const { rows } = await sql<{ type: string; charset: string | null; collation: string | null }>`
      select column_type as type, character_set_name as charset, collation_name as collation
      from information_schema.columns
      where table_schema = database() and table_name = ${table} and column_name = ${column}`.execute(kysely)
    const { type = columnTypes.mysql.id, charset = null, collation = null } = rows[0] ?? {}
    return charset === null ? type : `${type} character set ${charset} collate ${collation}`
  }
  const tables = await kysely.introspection.getTables()
  const found = tables.find(({ name }) => name === table)?.columns.find(({ name }) => name === column)
  return found?.dataType ?? columnTypes[dialect].id
}
