/**
 * What the database holds, as data: the tables and column names of Auth.js, as `@auth/pg-adapter` has them, and three of our own.
 * The adapter finds its way by it, and `countersign migrate` creates and compares tables by it.
 */

export type Dialect = "sqlite" | "postgres" | "mysql"

/** `id`: text, ours to make. `key`: short text that is compared byte by byte. `credential`: base64 of up to 1,023 bytes. */
export type ColumnKind = "id" | "key" | "credential" | "text" | "time" | "integer" | "boolean"

export interface Column {
  readonly kind: ColumnKind
  /** `false` where left out. */
  readonly nullable?: boolean
  /** SQL of the value where none is given. */
  readonly default?: string
}

export type TableRole =
  | "user"
  | "account"
  | "session"
  | "verificationToken"
  | "authenticator"
  | "counter"
  | "value"
  | "migration"

export interface Table {
  readonly role: TableRole
  readonly name: string
  /** Names under which other libraries keep the same records. */
  readonly otherNames: readonly string[]
  /** The columns without which a table of that name is something else. */
  readonly recognisedBy: readonly string[]
  readonly columns: Readonly<Record<string, Column>>
  readonly primaryKey: readonly string[]
  readonly unique: readonly (readonly string[])[]
  /** Columns that hold the id of a user; rows go when the user goes. */
  readonly belongsToUserBy: string | null
  readonly indexes: readonly (readonly string[])[]
}

const nullableText: Column = { kind: "text", nullable: true }

export const schema: readonly Table[] = [
  {
    role: "migration",
    name: "countersign_migrations",
    otherNames: [],
    recognisedBy: ["name", "appliedAt"],
    columns: { name: { kind: "key" }, checksum: nullableText, appliedAt: { kind: "time" } },
    primaryKey: ["name"],
    unique: [],
    belongsToUserBy: null,
    indexes: [],
  },
  {
    role: "user",
    name: "users",
    otherNames: ["User", "user"],
    recognisedBy: ["id", "email"],
    columns: {
      id: { kind: "id" },
      name: nullableText,
      email: { kind: "key", nullable: true },
      emailVerified: { kind: "time", nullable: true },
      image: nullableText,
    },
    primaryKey: ["id"],
    unique: [["email"]],
    belongsToUserBy: null,
    indexes: [],
  },
  {
    role: "account",
    name: "accounts",
    otherNames: ["Account", "account"],
    recognisedBy: ["userId", "provider", "providerAccountId"],
    columns: {
      userId: { kind: "id" },
      type: { kind: "key" },
      provider: { kind: "key" },
      providerAccountId: { kind: "key" },
      refresh_token: nullableText,
      access_token: nullableText,
      expires_at: { kind: "integer", nullable: true },
      token_type: nullableText,
      scope: nullableText,
      id_token: nullableText,
      session_state: nullableText,
    },
    primaryKey: ["provider", "providerAccountId"],
    unique: [],
    belongsToUserBy: "userId",
    indexes: [["userId"]],
  },
  {
    role: "session",
    name: "sessions",
    otherNames: ["Session", "session"],
    recognisedBy: ["sessionToken", "userId", "expires"],
    columns: { sessionToken: { kind: "key" }, userId: { kind: "id" }, expires: { kind: "time" } },
    primaryKey: ["sessionToken"],
    unique: [],
    belongsToUserBy: "userId",
    indexes: [["userId"], ["expires"]],
  },
  {
    role: "verificationToken",
    name: "verification_token",
    otherNames: ["VerificationToken", "verificationToken", "verification_tokens"],
    recognisedBy: ["identifier", "token", "expires"],
    columns: { identifier: { kind: "key" }, token: { kind: "key" }, expires: { kind: "time" } },
    primaryKey: ["identifier", "token"],
    unique: [],
    belongsToUserBy: null,
    indexes: [["expires"]],
  },
  {
    role: "authenticator",
    name: "authenticators",
    otherNames: ["Authenticator", "authenticator"],
    recognisedBy: ["credentialID", "userId"],
    columns: {
      credentialID: { kind: "credential" },
      userId: { kind: "id" },
      providerAccountId: { kind: "key" },
      credentialPublicKey: { kind: "text" },
      counter: { kind: "integer" },
      credentialDeviceType: { kind: "key" },
      credentialBackedUp: { kind: "boolean" },
      transports: nullableText,
    },
    primaryKey: ["userId", "credentialID"],
    unique: [["credentialID"]],
    belongsToUserBy: "userId",
    indexes: [],
  },
  {
    role: "counter",
    name: "countersign_counters",
    otherNames: [],
    recognisedBy: ["key", "count", "expires"],
    columns: {
      key: { kind: "key" },
      count: { kind: "integer" },
      /** Milliseconds since the epoch: compared inside one statement, alike on every engine. */
      expires: { kind: "integer" },
    },
    primaryKey: ["key"],
    unique: [],
    belongsToUserBy: null,
    indexes: [["expires"]],
  },
  {
    role: "value",
    name: "countersign_values",
    otherNames: [],
    recognisedBy: ["key", "value", "expires"],
    /** `expires`: milliseconds since the epoch, as for counters. */
    columns: { key: { kind: "key" }, value: { kind: "text" }, expires: { kind: "integer" } },
    primaryKey: ["key"],
    unique: [],
    belongsToUserBy: null,
    indexes: [["expires"]],
  },
]

/** What a column of each kind is declared as. MySQL's tables compare text by bytes, see `tableOptions`. */
export const columnTypes: Readonly<Record<Dialect, Readonly<Record<ColumnKind, string>>>> = {
  sqlite: {
    id: "text",
    key: "text",
    credential: "text",
    text: "text",
    time: "datetime",
    integer: "integer",
    boolean: "boolean",
  },
  postgres: {
    id: "text",
    key: "text",
    credential: "text",
    text: "text",
    time: "timestamptz",
    integer: "bigint",
    boolean: "boolean",
  },
  mysql: {
    id: "varchar(255)",
    key: "varchar(255)",
    credential: "varchar(1364) character set ascii collate ascii_bin",
    text: "text",
    time: "datetime(3)",
    integer: "bigint",
    boolean: "boolean",
  },
}

/** Follows the closing bracket of `create table`. */
export const tableOptions: Readonly<Record<Dialect, string>> = {
  sqlite: "",
  postgres: "",
  mysql: " engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin",
}

export function tableOf(role: TableRole): Table {
  return schema.find((table) => table.role === role) as Table
}

/**
 * The row that the migrations table has for each table of our making, written by whoever creates one. The adapter stores session
 * tokens as hashes in such a table, and as they come in a table of another library.
 */
export const creationOf = (table: string): string => `create ${table}`
