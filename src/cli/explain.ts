/** What went wrong, in one sentence with the fix. */
import { AuthError, errorTable } from "../core/errors.js"

const databaseFixes: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing answers at the address of the database: start it, or correct --url (or DATABASE_URL).",
  ENOTFOUND: "The host in the address of the database is not known: correct --url (or DATABASE_URL).",
  EAI_AGAIN: "The host in the address of the database could not be looked up: check the network, then try again.",
  ETIMEDOUT: "The database does not answer: check that this machine may reach it, then try again.",
  ECONNRESET: "The database closed the connection: try again; what was done so far is kept or undone as a whole.",
  "28P01": "The database refuses the user or the password: correct them in --url (or DATABASE_URL).",
  "28000": "The database refuses the user: correct it in --url (or DATABASE_URL).",
  "3D000": "There is no database of that name: create it, or correct --url (or DATABASE_URL).",
  "42501": "The user of the database may not change tables: give it the right to, or use another one in --url.",
  "55P03": "A table is in use for too long by somebody else: try again when less is going on.",
  "23505": "A row written just now repeats a value that must be unique; nothing was changed: run this again.",
  ER_DUP_ENTRY: "A row written just now repeats a value that must be unique: run this again.",
  ER_ACCESS_DENIED_ERROR: "The database refuses the user or the password: correct them in --url (or DATABASE_URL).",
  ER_BAD_DB_ERROR: "There is no database of that name: create it, or correct --url (or DATABASE_URL).",
  ER_DBACCESS_DENIED_ERROR: "The user may not use that database: give it the right to, or use another one in --url.",
  ER_TABLEACCESS_DENIED_ERROR: "The user of the database may not change tables: give it the right to.",
  ER_LOCK_WAIT_TIMEOUT: "A table is in use for too long by somebody else: try again when less is going on.",
}

function* chainOf(error: unknown): Generator<{ code?: unknown; message?: unknown; path?: unknown; cause?: unknown }> {
  for (let one = error, depth = 0; typeof one === "object" && one !== null && depth < 8; depth++) {
    yield one
    one = one instanceof AggregateError && one.cause === undefined ? one.errors[0] : (one as { cause?: unknown }).cause
  }
}

/** A package of the app's that is loaded when it is needed. */
function missingPackage({ code, message }: { code?: unknown; message?: unknown }): string | undefined {
  const name = code === "ERR_MODULE_NOT_FOUND" ? /package '([^']+)'/.exec(String(message))?.[1] : undefined
  return name && `The package ${name} is not installed: run \`npm install ${name}\`.`
}

/** Whether the message is ours: `countersign/dev` is a bundle of its own, with its own classes. */
function isOurs(error: unknown): error is Error {
  if (error instanceof AuthError) return true
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown }
  return (
    typeof code === "string" && Object.entries(errorTable).some(([one, entry]) => one === code && entry.class === name)
  )
}

/** A file that could not be read or written. */
const fileProblem = ({
  code,
  message,
  path,
}: {
  code?: unknown
  message?: unknown
  path?: unknown
}): string | undefined =>
  typeof code === "string" && typeof path === "string"
    ? `A file is in the way, or may not be written: ${message}.`
    : undefined

/** One sentence for a person; the error's own words where we have none. Never an address: it may hold a password. */
export function explain(error: unknown, { usesDatabase = false }: { usesDatabase?: boolean } = {}): string {
  if (isOurs(error)) return error.message
  const chain = [...chainOf(error)]
  for (const one of chain) {
    const fix = missingPackage(one) ?? fileProblem(one) ?? (usesDatabase ? databaseFixes[String(one.code)] : undefined)
    if (fix) return fix
  }
  const [message] = chain.flatMap((one) => (typeof one.message === "string" && one.message) || [])
  return `${usesDatabase ? "The database said: " : "It failed: "}${message ?? String(error)}`
}
