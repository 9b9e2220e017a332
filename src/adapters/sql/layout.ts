/** Which tables the database has for our records, and how each column spells and keeps its value. */
import { type RawBuilder, sql } from "kysely"
import { ConfigurationError } from "../../core/errors.js"
import type { Codec } from "./codec.js"
import type { Dialect, TableRole } from "./schema.js"

export interface FoundColumn {
  /** The name in the contract, such as `userId`; the column's own where the contract has none. */
  readonly field: string
  readonly name: string
  readonly codec: Codec
  /** What to write where a new record does not say: an id, or the time. `null`: nothing, the database knows. */
  readonly fill: (() => unknown) | null
  /** What to write at each change of a record; `null`: nothing. */
  readonly touch: (() => unknown) | null
}

export interface FoundTable {
  readonly name: string
  /** PostgreSQL's schema. */
  readonly schema: string | null
  readonly columns: readonly FoundColumn[]
  /** Whether the database numbers its rows by itself. */
  readonly isNumbered: boolean
}

export interface Layout {
  readonly dialect: Dialect
  readonly tables: Readonly<Partial<Record<TableRole, FoundTable>>>
  /** Whether our own migration made the table of sessions. */
  readonly sessionsAreOurs: boolean
}

/** @throws {ConfigurationError} `INVALID_OPTION` */
export function tableFor(layout: Layout, role: TableRole): FoundTable {
  const table = layout.tables[role]
  if (table) return table
  throw new ConfigurationError(
    "INVALID_OPTION",
    `The database has no table of ${words[role]}. Run \`npx countersign migrate\`, or name yours with the adapter's \`tables\` option.`,
  )
}

const words: Readonly<Record<TableRole, string>> = {
  user: "users",
  account: "accounts",
  session: "sessions",
  verificationToken: "verification tokens",
  authenticator: "authenticators",
  counter: "counters",
  value: "values",
  migration: "migrations",
}

export const columnOf = ({ columns }: FoundTable, field: string): FoundColumn | undefined =>
  columns.find((column) => column.field === field)

export const tableName = ({ schema, name }: FoundTable): RawBuilder<unknown> =>
  schema ? sql.id(schema, name) : sql.id(name)
