/**
 * Pools whose connections are given up when a query has no answer in time: a server that fell silent would otherwise hold each
 * of them, and hand the next query to one that still waits. The server gives up transactions likewise: when this machine
 * vanishes in the middle of one, nobody else could sign the same person in for hours.
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
    const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
      if (silence) throw silence
      const answer = client.query(boundedIfBegin(text, seconds), parameters)
      return within(answer, seconds, (error) => {
        silence = error
      })
    }
    return { query, release: () => client.release(silence !== null) } as PostgresPoolClient
  },
  end: () => pool.end(),
})

/** In one message. Only inside of the transaction, so that a pooler such as PgBouncer hands it to nobody else. */
function boundedIfBegin(text: string, seconds: number): string {
  if (!/^(begin|start transaction)/.test(text)) return text
  const milliseconds = Math.ceil(seconds * 1000)
  return `${text}; set local statement_timeout = ${milliseconds}; set local idle_in_transaction_session_timeout = ${milliseconds}`
}

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
    let isLate = false
    const giveUp = () => {
      isLate = true
      callback(noAnswer(seconds), undefined as never)
    }
    let timer = setTimeout(() => {
      timer = setTimeout(giveUp)
    }, seconds * 1000)
    pool.getConnection((error, connection) => {
      clearTimeout(timer)
      if (isLate) connection?.release()
      else callback(error, error ? connection : connectionWithin(connection as MysqlConnection, seconds))
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
      const error = noAnswer(seconds)
      giveUp(error)
      reject(error)
    }
    timer = setTimeout(() => {
      timer = setTimeout(end) // a process that stood still reads first what has arrived meanwhile
    }, seconds * 1000)
  })
  answer.catch(() => {}) // it may fail long after nobody waits for it
  try {
    return await Promise.race([answer, silence])
  } finally {
    clearTimeout(timer)
  }
}

const noAnswer = (seconds: number): StorageError =>
  new StorageError("STORAGE_FAILED", `The database gave no answer within ${seconds} s.`)
