/** Rows that have expired, and that nobody will delete: their visitors never came back. */
import { type RawBuilder, sql } from "kysely"
import type { Adapter } from "../../core/contracts/adapter.js"
import { columnOf, type FoundTable, tableName } from "./layout.js"
import type { Store } from "./queries.js"
import { assign } from "./rows.js"
import type { TableRole } from "./schema.js"

/** Milliseconds between two rounds of one process. */
const pause = 600_000

/** Milliseconds that a row is kept after it expired: clocks differ, and so does how other libraries write times. */
const grace = 86_400_000

/** Rows that one round deletes of a table, so that nobody's sign-in waits for a backlog. */
const atOnce = 1000

const shortLived: readonly TableRole[] = ["session", "verificationToken", "counter", "value"]

/** The methods that add short-lived rows; each lets some that have expired be deleted, every ten minutes, after its own work. */
type Adding = Pick<Required<Adapter>, "createSession" | "createVerificationToken" | "setValue">

export function cleaningUp(store: Store, methods: Adding): Adding {
  let next = 0
  /** Nobody waits for it, and nobody is told: whoever signs in has nothing to do with it. */
  const cleanUp = (): void => {
    const now = Date.now()
    if (now < next) return
    next = now + pause
    deleteExpired(store, now - grace).catch(() => {})
  }
  return {
    async createSession(session) {
      const created = await methods.createSession(session)
      cleanUp()
      return created
    },
    async createVerificationToken(token) {
      const created = await methods.createVerificationToken(token)
      cleanUp()
      return created
    },
    async setValue(...values) {
      await methods.setValue(...values)
      cleanUp()
    },
  }
}

/** Deletes rows that expired before a time, in milliseconds since the epoch. */
export async function deleteExpired(store: Store, before: number): Promise<void> {
  for (const role of shortLived) {
    const table = store.layout.tables[role]
    if (table && isComparable(store, role)) await deleteSome(store, table, role, before)
  }
}

/** SQLite compares times as they were written, so only those that we write ourselves are compared. */
const isComparable = ({ layout }: Store, role: TableRole): boolean =>
  layout.dialect !== "sqlite" || layout.sessionsAreOurs || role === "counter" || role === "value"

async function deleteSome(store: Store, table: FoundTable, role: TableRole, before: number): Promise<void> {
  const column = columnOf(table, "expires")
  if (!column) return
  const time = role === "counter" || role === "value" ? before : new Date(before)
  const name = tableName(table)
  const hasExpired = sql`${sql.id(column.name)} < ${assign(column, time).value}`
  await statement(store, name, hasExpired).execute(store.kysely)
}

function statement({ layout }: Store, table: RawBuilder<unknown>, where: RawBuilder<unknown>): RawBuilder<unknown> {
  const limit = sql.lit(atOnce)
  if (layout.dialect === "mysql") return sql`delete from ${table} where ${where} limit ${limit}`
  const row = sql.raw(layout.dialect === "postgres" ? "ctid" : "rowid")
  return sql`delete from ${table} where ${row} in (select ${row} from ${table} where ${where} limit ${limit})`
}
