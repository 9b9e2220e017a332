/** `countersign/adapters/sql`: users, accounts and sessions in SQLite, PostgreSQL, MySQL or MariaDB. */
import type { Adapter } from "../../core/contracts/adapter.js"
import { ConfigurationError } from "../../core/errors.js"
import type { SqlAdapterOptions } from "./options.js"
import type { Started } from "./start.js"

export type { SqlAdapterOptions } from "./options.js"

/** An adapter with every method of the contract and every power. */
export interface SqlAdapter extends Required<Adapter> {
  /** Ends the connections that the adapter has opened; it opens them again when it is used again. */
  close(): Promise<void>
}

type Methods = Required<Adapter>

/**
 * Keeps records in a SQL database. It connects at its first use; an empty SQLite file gets its tables then, other databases get
 * them by `npx countersign migrate`. The tables of next-auth 4 and Auth.js 5 are used as they are.
 *
 * Methods reject with a `ConfigurationError` (`INVALID_OPTION`) where a driver or a table is missing, with a `StorageError`
 * (`STORAGE_FAILED`) where a SQLite file cannot be used, and with the driver's own error otherwise.
 *
 * @example
 * ```ts
 * export const authOptions = { adapter: SqlAdapter({ url: "file:.data/app.sqlite" }) }
 * ```
 * @throws {ConfigurationError} `INVALID_OPTION`: neither `url`, nor `kysely` or `pool` with `dialect`
 */
export function SqlAdapter(options: SqlAdapterOptions): SqlAdapter {
  assertOptions(options)
  let started: Promise<Started> | null = null

  /** Forgets a failure, so that the next use tries again: the database may be back, or migrated. */
  const begin = (): Promise<Started> => {
    started ??= load()
      .then(({ start }) => start(options))
      .catch((error) => {
        started = null
        throw error
      })
    return started
  }
  const lazily =
    <Name extends keyof Methods>(name: Name) =>
    async (...values: Parameters<Methods[Name]>): Promise<unknown> => {
      const { adapter } = await begin()
      return (adapter[name] as (...values: unknown[]) => unknown)(...values)
    }

  const methods = Object.fromEntries(methodNames.map((name) => [name, lazily(name)])) as unknown as Methods
  return {
    ...methods,
    async close() {
      const open = started
      started = null
      await (await open?.catch(() => null))?.close()
    },
  }
}

const methodNames: readonly (keyof Methods)[] = [
  "createUser",
  "getUser",
  "getUserByEmail",
  "getUserByAccount",
  "updateUser",
  "deleteUser",
  "linkAccount",
  "unlinkAccount",
  "createSession",
  "getSessionAndUser",
  "updateSession",
  "deleteSession",
  "createVerificationToken",
  "useVerificationToken",
  "getAccount",
  "getAuthenticator",
  "createAuthenticator",
  "listAuthenticatorsByUserId",
  "updateAuthenticatorCounter",
  "transaction",
  "updateAccount",
  "listAccounts",
  "listSessions",
  "deleteSessionsOfUser",
  "increment",
  "decrement",
  "setValue",
  "getValue",
]

/** Kysely is loaded with the rest, so that its absence can be told in a sentence. */
async function load(): Promise<typeof import("./start.js")> {
  try {
    return await import("./start.js")
  } catch (cause) {
    if (!/kysely/.test(String(cause))) throw cause
    throw new ConfigurationError("INVALID_OPTION", "The SQL adapter needs Kysely. Run `npm install kysely`.", { cause })
  }
}

const dialects: readonly unknown[] = ["sqlite", "postgres", "mysql"]

function assertOptions(options: Partial<Record<"url" | "kysely" | "pool" | "dialect", unknown>>): void {
  const { url, kysely, pool, dialect } = options
  if (typeof url === "string" && url !== "") return
  if ((kysely || pool) && dialects.includes(dialect)) return
  throw new ConfigurationError(
    "INVALID_OPTION",
    "`SqlAdapter` needs `url` (`file:…`, `postgres://…` or `mysql://…`), or `kysely` or `pool` with `dialect` (`sqlite`, `postgres` or `mysql`).",
  )
}
