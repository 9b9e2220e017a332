import type { TableNames } from "../../adapters/sql/discover.js"
import * as env from "../../core/options/env.js"
import { type Command, UsageError } from "../read-arguments.js"

const more = `Without --url the database is the one in DATABASE_URL:
  file:./data/app.db                     SQLite
  postgres://user:password@host/app      PostgreSQL
  mysql://user:password@host/app         MySQL, MariaDB

The SQL is shown before it is run. Tables that are there, of Auth.js for instance, are found by their usual
names and extended: no column is dropped or changed, no row is touched. It may be run at every deploy, and by several at once.

Exit codes: 0 done, or nothing to do · 1 failed, or an index was left out · 2 not understood`

export const migrate: Command = {
  name: "migrate",
  description: "Creates and upgrades the tables that Countersign keeps its users and sessions in.",
  args: {
    url: { type: "string", description: "Address of the database (DATABASE_URL)" },
    tables: {
      type: "string",
      valueHint: "user=people,…",
      description: "Names of tables of yours, where they are not known",
    },
    "dry-run": { type: "boolean", description: "Print the SQL, and change nothing" },
    json: { type: "boolean", description: "Print one line of JSON: dryRun, statements, obstacles, notes" },
  },
  more,
  usesDatabase: true,
  run: async (args) => {
    const url = args.url ?? env.databaseUrl()
    if (typeof url !== "string") throw new UsageError("Which database? Give --url=…, or set DATABASE_URL.")
    const names = readNames(args.tables)
    const { runMigrations } = await import("./run.js")
    return runMigrations({ url, dryRun: args["dry-run"] === true, names, json: args.json === true })
  },
}

const roles = ["user", "account", "session", "verificationToken", "authenticator"] as const

/** `user=people,session=logins` → names by role. @throws {UsageError} */
function readNames(tables: unknown): TableNames {
  if (typeof tables !== "string") return {}
  const pairs = tables.split(",").map((pair) => pair.split("="))
  for (const [role, name] of pairs)
    if (!roles.some((one) => one === role) || !name)
      throw new UsageError(`--tables is written --tables=user=people,session=logins, of ${roles.join(", ")}.`)
  return Object.fromEntries(pairs)
}
