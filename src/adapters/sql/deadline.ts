/**
 * Pools whose connections are given up when a query has no answer in time: a server that fell silent would otherwise hold each
 * of them, and hand the next query to one that still waits.
 */
import type { MysqlPool, MysqlPoolConnection, PostgresPool, PostgresPoolClient } from "kysely"
import { StorageError } from "../../core/errors.js"

/** What `pg` adds to what Kysely asks of a client. */
type PostgresClient = PostgresPoolClient & {
  release(destroy?: boolean): void
  on(event: "error", listener: () => void): unknown
}

export const postgresWithin = (pool: PostgresPool, seconds: number): PostgresPool => ({
  async connect() {
    const client = (await pool.connect()) as PostgresClient
    heardErrors(client)
    let silence: StorageError | null = null
    const query = async (...values: unknown[]): Promise<unknown> => {
      if (silence) throw silence
      const answer = (client.query as (...values: unknown[]) => Promise<unknown>)(...values)
      return within(answer, seconds, (error) => {
        silence = error
      })
    }
    return { query, release: () => client.release(silence !== null) } as PostgresPoolClient
  },
  end: () => pool.end(),
})

const heard = new WeakSet<object>()

/** A connection that breaks while it is in use says so twice: to its query, and as an event that would end the process. */
function heardErrors(client: PostgresClient): void {
  if (heard.has(client)) return
  heard.add(client)
  client.on("error", () => {})
}

/** What `mysql2` adds to what Kysely asks of a connection. */
type MysqlConnection = MysqlPoolConnection & { destroy(): void }

type Callback = (error: unknown, ...results: unknown[]) => void

export const mysqlWithin = (pool: MysqlPool, seconds: number): MysqlPool => ({
  getConnection(callback) {
    pool.getConnection((error, connection) => {
      callback(error, error ? connection : connectionWithin(connection as MysqlConnection, seconds))
    })
  },
  end: (callback) => pool.end(callback),
})

function connectionWithin(connection: MysqlConnection, seconds: number): MysqlPoolConnection {
  let silence: StorageError | null = null
  const query = (text: string, parameters: readonly unknown[], callback: Callback): void => {
    const before = silence
    if (before) return void callback(before)
    const answer = new Promise<unknown[]>((resolve, reject) => {
      const answered: Callback = (error, ...results) => (error ? reject(error) : resolve(results))
      ;(connection.query as (...values: unknown[]) => unknown)(text, parameters, answered)
    })
    const bounded = within(answer, seconds, (error) => {
      silence = error
      connection.destroy()
    })
    bounded.then((results) => callback(null, ...results), callback)
  }
  return { query, release: () => (silence ? undefined : connection.release()) } as unknown as MysqlPoolConnection
}

async function within<T>(answer: Promise<T>, seconds: number, giveUp: (error: StorageError) => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    const end = () => {
      const error = new StorageError("STORAGE_FAILED", `The database gave no answer within ${seconds} s.`)
      giveUp(error)
      reject(error)
    }
    timer = setTimeout(end, seconds * 1000)
  })
  answer.catch(() => {}) // it may fail long after nobody waits for it
  try {
    return await Promise.race([answer, silence])
  } finally {
    clearTimeout(timer)
  }
}
