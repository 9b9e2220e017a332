/** Kysely on a SQLite handle: node:sqlite, libsql or better-sqlite3. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely"
import type { ReadFirst } from "./first-row.js"
import { explainSqliteFailure } from "./sqlite-failure.js"
import type { SqliteFile, SqliteStatement } from "./sqlite-file.js"

export class SqliteFileDialect implements Dialect {
  readonly #file: SqliteFile
  readonly #statements: Statements
  readonly readFirst: ReadFirst

  constructor(file: SqliteFile) {
    this.#file = file
    this.#statements = statementCache((sql) => file.handle.prepare(sql))
    this.readFirst = readFirstOf(file)
  }

  createDriver(): Driver {
    return driverOf(this.#file, this.#statements)
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler()
  }

  createAdapter(): DialectAdapter {
    return new SqliteAdapter()
  }

  createIntrospector(kysely: Parameters<Dialect["createIntrospector"]>[0]): DatabaseIntrospector {
    return new SqliteIntrospector(kysely)
  }
}

function driverOf(file: SqliteFile, statements: Statements): Driver {
  const connection = connectionOf(file, statements)
  const run = async (sql: string) => {
    await connection.executeQuery(CompiledQuery.raw(sql))
  }
  return {
    init: async () => {},
    async acquireConnection() {
      await file.turns.take()
      return connection
    },
    // The write lock comes first: a transaction that reads and then wants to write would be refused without a wait.
    beginTransaction: () => run("begin immediate"),
    commitTransaction: () => run("commit"),
    // A full disk ends the transaction by itself, and what is told is why.
    rollbackTransaction: () => run("rollback").catch(() => {}),
    releaseConnection: async () => file.turns.pass(),
    destroy: async () => file.close(),
  }
}

/** SQLite answers at once: while nobody has a transaction open, there is no turn to wait for. */
function readFirstOf({ handle, turns, path }: SqliteFile): ReadFirst {
  const statements = statementCache((sql) => asArrays(handle.prepare(sql)))
  const read = (sql: string, parameters: readonly unknown[]) => {
    try {
      const row = statements(sql).get(...parameters) as object | null | undefined
      return Array.isArray(row) ? row : row && Object.values(row)
    } catch (error) {
      throw explainSqliteFailure(error, path)
    }
  }
  return async (sql, parameters) => {
    if (turns.areFree()) return read(sql, parameters) ?? undefined
    await turns.take()
    try {
      return read(sql, parameters) ?? undefined
    } finally {
      turns.pass()
    }
  }
}

/** To make objects of a row, with the names of its columns, costs a fifth of a read. */
function asArrays(statement: SqliteStatement): SqliteStatement {
  if (statement.raw) statement.raw()
  else statement.setReturnArrays?.(true)
  return statement
}

function connectionOf({ path }: SqliteFile, statements: Statements): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      try {
        return answerOf<R>(statements(sql), parameters)
      } catch (error) {
        throw explainSqliteFailure(error, path)
      }
    },
    // biome-ignore lint/correctness/useYield: there is nothing to yield
    async *streamQuery(): AsyncIterableIterator<never> {
      throw new Error("Results of this SQLite connection are not streamed.")
    },
  }
}

function answerOf<R>(statement: SqliteStatement, parameters: readonly unknown[]): QueryResult<R> {
  if (statement.reader ?? (statement.columns?.().length ?? 0) > 0) {
    return { rows: statement.all(...parameters).map((row) => plainRow(row as object) as R) }
  }
  const { changes, lastInsertRowid } = statement.run(...parameters)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

/** libsql adds how long the query took; node:sqlite's rows have no prototype. */
function plainRow(row: object): object {
  const { _metadata, ...columns } = row as { _metadata?: unknown }
  return columns
}

type Statements = (sql: string) => SqliteStatement

/** Preparing is a tenth of a read's cost. Statements are few: their texts hold no values. */
function statementCache(prepare: Statements): Statements {
  const statements = new Map<string, SqliteStatement>()
  return (sql) => {
    const known = statements.get(sql)
    if (known) return known
    const statement = prepare(sql)
    if (statements.size >= 200) statements.clear()
    statements.set(sql, statement)
    return statement
  }
}
