/** What a database lacks, and how many accounts lie open in it. Nothing is written, and no row is brought here. */
import { sql } from "kysely"
import { type Connection, connect } from "../../adapters/sql/connect.js"
import { discoverLayout } from "../../adapters/sql/discover.js"
import { columnOf, tableName } from "../../adapters/sql/layout.js"
import { sealedPrefix } from "../../core/accounts/stored-tokens.js"
import { planMigration } from "../migrate/plan.js"

export interface DatabaseState {
  /** Names of tables that are not there. */
  readonly tables: readonly string[]
  /** Names of tables that lack some. */
  readonly columns: readonly string[]
  readonly indexes: readonly string[]
  /** A sentence each. */
  readonly obstacles: readonly string[]
  /** Accounts with a token that is not sealed. */
  readonly clearTokens: number
}

const timeoutSeconds = 10

/** @throws {ConfigurationError} `INVALID_OPTION`; and what the driver throws */
export async function readDatabase(address: string): Promise<DatabaseState> {
  const connection = await connect(address, { forReading: true, timeout: timeoutSeconds })
  try {
    const { statements, obstacles } = await planMigration(connection, {})
    const tables = namesIn(statements, /^create table (?:if not exists )?(\S+)/)
    return {
      tables,
      columns: namesIn(statements, /^alter table (\S+)/),
      indexes: namesIn(statements, /^create (?:unique )?index .*? on (\S+)/).filter((one) => !tables.includes(one)),
      obstacles,
      clearTokens: await countClearTokens(connection),
    }
  } finally {
    await connection.close()
  }
}

const namesIn = (statements: readonly string[], pattern: RegExp): readonly string[] => [
  ...new Set(statements.flatMap((one) => pattern.exec(one)?.[1]?.replace(/["`]/g, "") ?? [])),
]

async function countClearTokens(connection: Connection): Promise<number> {
  const { account } = (await discoverLayout(connection)).tables
  const fields = ["access_token", "refresh_token", "id_token"]
  const columns = account ? fields.flatMap((field) => columnOf(account, field) ?? []) : []
  if (!account || columns.length === 0) return 0
  const isClear = columns.map(
    ({ name }) => sql`(${sql.id(name)} <> '' and ${sql.id(name)} not like ${`${sealedPrefix}%`})`,
  )
  const query = sql<{ count: number | string }>`
    select count(*) as count from ${tableName(account)} where ${sql.join(isClear, sql` or `)}`
  const { rows } = await query.execute(connection.kysely)
  return Number(rows[0]?.count ?? 0)
}
