/** What people write. */

/** A Kysely of the app's own. */
export interface KyselyLike {
  withoutPlugins(): object
  transaction(): object
}

interface SharedOptions {
  /**
   * Names of tables that are spelled like none that is known. Default: `users`, `accounts`, `sessions`, `verification_token`,
   * `authenticators`, or the names that Prisma, Drizzle or Kysely users have, whichever are there.
   */
  tables?: {
    user?: string
    account?: string
    session?: string
    verificationToken?: string
    authenticator?: string
  }
  /**
   * Whether session tokens are stored as SHA-256, so that a copy of the database opens no session. Default: `true` where
   * Countersign made the table of sessions, `false` in a table taken over from another library. `true` there accepts plain tokens
   * until each is replaced; the other library then no longer knows these sessions.
   */
  hashSessionTokens?: boolean
}

/** The database by its address: `file:.data/app.sqlite`, `postgres://…` or `mysql://…`. */
interface UrlOptions extends SharedOptions {
  url: string
  /**
   * Seconds until a connection, or the answer to a query, is given up, and the connection with it. Default: 8. SQLite waits for
   * other processes for five.
   */
  timeout?: number
}

/** The database by a connection that the app has. `close()` leaves it open. */
type ConnectionOptions = SharedOptions & { dialect: "sqlite" | "postgres" | "mysql" } & (
    | { kysely: KyselyLike }
    /** A pool of `pg` or `mysql2`, or an open database of `node:sqlite`, `libsql` or `better-sqlite3`. */
    | { pool: object }
  )

export type SqlAdapterOptions = UrlOptions | ConnectionOptions
