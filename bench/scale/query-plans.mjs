/** How a database finds what the adapter asks for: the statements that were really sent, explained by the database itself. */
import { CompiledQuery } from "kysely"

/** What a Kysely was asked since: `{ sql, parameters }`. Hand `log` to its options. */
export function listening() {
  const heard = []
  return { log: ({ query }) => void heard.push({ sql: query.sql, parameters: query.parameters }), heard }
}

const person = { email: "someone@example.com", provider: "github", providerAccountId: "1" }

/** What requests ask again and again → how. `userId` and `sessionToken` are of somebody who is there. */
const hot = {
  "read a session": (adapter, { sessionToken }) => adapter.getSessionAndUser(sessionToken),
  "extend a session": (adapter, { sessionToken }) =>
    adapter.updateSession({ sessionToken, expires: new Date(Date.now() + 1e9) }),
  "end a session": (adapter) => adapter.deleteSession("nobody's"),
  "list a user's sessions": (adapter, { userId }) => adapter.listSessions(userId),
  "find the user of an account": (adapter) => adapter.getUserByAccount(person),
  "find a user by e-mail": (adapter) => adapter.getUserByEmail(person.email),
  "find a user by id": (adapter, { userId }) => adapter.getUser(userId),
  "list a user's accounts": (adapter, { userId }) => adapter.listAccounts(userId),
  "use a verification token": (adapter) => adapter.useVerificationToken({ identifier: person.email, token: "t" }),
  "count an attempt": (adapter) => adapter.increment("attempts", 60),
  "read a value": (adapter) => adapter.getValue("value"),
}

const isExplainable = ({ sql }) => /^\s*(select|insert|update|delete)/i.test(sql)

const distinct = (statements) => [...new Map(statements.map((one) => [one.sql, one])).values()]

/** Name → the statements that it came to. The first write also deletes what has expired: those come under a name of their own. */
export async function hotStatements(adapter, heard, somebody) {
  const statements = {}
  heard.length = 0
  await adapter.setValue("value", "text", 60)
  const deletions = () => distinct(heard.filter(({ sql }) => /^\s*delete/i.test(sql)))
  for (let waits = 0; deletions().length < 4 && waits < 500; waits++) await new Promise((done) => setTimeout(done, 10))
  statements["delete what has expired"] = deletions()
  for (const [name, ask] of Object.entries(hot)) {
    heard.length = 0
    await ask(adapter, somebody)
    statements[name] = heard.filter(isExplainable)
  }
  return statements
}

const explanation = { sqlite: "explain query plan", postgres: "explain", mysql: "explain" }

/** The plan, line by line, in the database's own words. */
export async function explain(kysely, dialect, { sql, parameters }) {
  const { rows } = await kysely.executeQuery(CompiledQuery.raw(`${explanation[dialect]} ${sql}`, [...parameters]))
  return rows.map((row) => {
    if (dialect === "sqlite") return row.detail
    if (dialect === "postgres") return row["QUERY PLAN"]
    return `${row.table}: ${row.type}, key ${row.key}, rows ${row.rows}${row.Extra ? `, ${row.Extra}` : ""}`
  })
}

/** Whether rows are read that nobody asked for: the whole table or the whole of an index, however large it is. */
export const readsAll = (dialect, plan) => reading[dialect](plan)

const reading = {
  sqlite: (plan) => plan.some((line) => /^SCAN (?!CONSTANT)/.test(line)),
  postgres: (plan) =>
    /\bSeq Scan\b/.test(plan.join()) || count(plan, /Index (Only )?Scan/) > count(plan, /Index Cond:/),
  mysql: (plan) => plan.some((line) => /: (ALL|index), key \S+, rows \d/.test(line)), // an insert is `ALL` without a number
}

const count = (plan, pattern) => plan.filter((line) => pattern.test(line)).length
