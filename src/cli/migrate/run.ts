/** One run: look, show, change, tell. */
import { setTimeout as sleep } from "node:timers/promises"
import { CompiledQuery } from "kysely"
import { type Connection, connect } from "../../adapters/sql/connect.js"
import { alone } from "../../adapters/sql/create-tables.js"
import type { TableNames } from "../../adapters/sql/discover.js"
import type { Dialect } from "../../adapters/sql/schema.js"
import { bold, complain, dim, green, red, say, yellow } from "../terminal.js"
import { type Plan, planMigration } from "./plan.js"

export interface MigrateOptions {
  readonly url: string
  readonly dryRun: boolean
  readonly names: TableNames
  /** For a program: one line at the end instead of what is shown to people. */
  readonly json: boolean
}

type Tell = (line?: string) => void

const engines: Readonly<Record<Dialect, string>> = {
  sqlite: "SQLite",
  postgres: "PostgreSQL",
  mysql: "MySQL or MariaDB",
}

/** @returns the exit code: 1 when rows stand in the way of something */
export async function runMigrations(options: MigrateOptions): Promise<number> {
  const plan = await retryWhileBusy(() => planOrMigrate(options))
  if (options.json) say(JSON.stringify({ dryRun: options.dryRun, ...plan }))
  else report(plan, options.dryRun)
  return plan.obstacles.length > 0 ? 1 : 0
}

async function planOrMigrate({ url, dryRun, names, json }: MigrateOptions): Promise<Plan> {
  const tell: Tell = json ? () => {} : say
  const connection = await connect(url, { forReading: dryRun })
  try {
    if (!dryRun) return await migrateAlone(connection, names, tell)
    const plan = await planMigration(connection, names)
    showPlan(connection.dialect, plan, tell)
    return plan
  } finally {
    await connection.close()
  }
}

const busySeconds = 60

/** SQLite waits 5 seconds for another process, and not at all where both make the file. Nothing was done by then. */
async function retryWhileBusy<R>(work: () => Promise<R>): Promise<R> {
  const deadline = Date.now() + busySeconds * 1000
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error
      await sleep(100 + Math.random() * 200)
    }
  }
}

const isBusy = (error: unknown): boolean => {
  const { code, errcode } = ((error as Error)?.cause ?? {}) as { code?: unknown; errcode?: unknown }
  return (typeof errcode === "number" && (errcode & 0xff) === 5) || /^SQLITE_BUSY/.test(String(code))
}

const waitSeconds = 2

async function migrateAlone(connection: Connection, names: TableNames, tell: Tell): Promise<Plan> {
  const waiting = setTimeout(() => {
    complain(dim("-- Somebody else is changing these tables: waiting for them to finish."))
  }, waitSeconds * 1000)
  try {
    return await alone(connection, async (locked) => {
      clearTimeout(waiting)
      await limitWaits(locked)
      const plan = await planMigration(locked, names)
      showPlan(locked.dialect, plan, tell)
      for (const statement of plan.statements) {
        await locked.kysely.executeQuery(CompiledQuery.raw(statement))
        if (!isNote(statement)) tell(`${green("✓")} ${titleOf(statement)}`)
      }
      return plan
    })
  } finally {
    clearTimeout(waiting)
  }
}

/** A change that waits for a long query makes every later query wait for it: better to give up, and try again. */
async function limitWaits({ kysely, dialect }: Connection): Promise<void> {
  const limit = {
    sqlite: null,
    postgres: "set local lock_timeout = '30s'",
    mysql: "set session lock_wait_timeout = 30",
  }
  const statement = limit[dialect]
  if (statement) await kysely.executeQuery(CompiledQuery.raw(statement))
}

/** As a script: what is no SQL is a comment. */
function showPlan(dialect: Dialect, { statements }: Plan, tell: Tell): void {
  if (statements.length === 0) return
  tell(bold(`-- ${engines[dialect]}: ${count(statements.length, "statement")}`))
  for (const statement of statements) tell(`${statement};`)
  tell()
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`

/** What is written into our own table of migrations. */
const isNote = (statement: string): boolean => /^(insert|delete)/.test(statement)

/** The first line of a statement, as far as it names what it changes. */
const titleOf = (statement: string): string =>
  (statement.split("\n")[0] ?? "").replace(" if not exists", "").replace(/ ?\($/, "")

function report({ statements, obstacles, notes }: Plan, dryRun: boolean): void {
  for (const note of notes) complain(`${yellow("!")} ${note}`)
  for (const obstacle of obstacles) complain(`${red("✗")} ${obstacle}`)
  if (statements.length === 0 && obstacles.length === 0)
    say(`${dryRun ? "-- " : `${green("✓")} `}Nothing to do: the tables are as they should be.`)
  else if (dryRun) say(yellow("-- Nothing was changed. Without --dry-run this is run."))
  else if (statements.length > 0) say(`${green("✓")} Done.`)
}
