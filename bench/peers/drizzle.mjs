/** `@auth/drizzle-adapter`, on its own tables. */
import { DrizzleAdapter } from "@auth/drizzle-adapter"
import { createClient } from "@libsql/client"
import { sql } from "drizzle-orm"
import { drizzle as drizzleLibsql } from "drizzle-orm/libsql"
import { drizzle as drizzleMysql } from "drizzle-orm/mysql2"
import { drizzle as drizzlePg } from "drizzle-orm/node-postgres"
import { createPool } from "mysql2/promise"
import pg from "pg"

const connect = {
  postgres: (url, options) =>
    drizzlePg(
      new pg.Pool({ connectionString: url }).on("error", () => {}),
      options,
    ),
  mariadb: (url, options) => drizzleMysql(createPool({ uri: url, timezone: "Z" }), options),
  sqlite: (url, options) => drizzleLibsql(createClient({ url }), options),
}

/** Words for: a key, a date, the quotation mark. */
const words = {
  postgres: ["text", "timestamp", '"'],
  mariadb: ["varchar(255)", "timestamp(3)", "`"],
  sqlite: ["text", "integer", '"'],
}

/** As much as a session needs. */
function tablesFor(engine) {
  const [key, date, mark] = words[engine]
  return [
    `create table if not exists "user" ("id" ${key} primary key, "name" ${key}, "email" ${key} unique,
      "emailVerified" ${date} null, "image" ${key})`,
    `create table if not exists "session" ("sessionToken" ${key} primary key, "userId" ${key} not null,
      "expires" ${date} not null)`,
  ].map((statement) => statement.replaceAll('"', mark))
}

/** `note` hears of each query. */
export async function openDrizzle({ engine, url }, note = () => {}) {
  const db = connect[engine](url, { logger: { logQuery: note } })
  const run = engine === "sqlite" ? "run" : "execute"
  for (const statement of tablesFor(engine)) await db[run](sql.raw(statement))
  return DrizzleAdapter(db)
}
