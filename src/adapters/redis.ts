/** `countersign/adapters/redis`: what is short-lived in Redis 6.2 or later; users and accounts stay in a database. */
import type { Adapter, AdapterSession } from "../core/contracts/adapter.js"
import { sha256Hex } from "../core/crypto/digest.js"
import { StorageError } from "../core/errors.js"

/** What is used of a client of `redis` (node-redis 4 and later): one that `createClient` made and that was connected. */
export interface RedisClient {
  readonly isReady: boolean
  sendCommand(args: string[]): Promise<unknown>
  connect?(): Promise<unknown>
  destroy?(): void
}

export interface RedisAdapterOptions {
  client: RedisClient
  /** Keeps users, accounts and passkeys. */
  users: Adapter
  /** Begins every key; default `"countersign:"`. */
  prefix?: string
  /** Seconds after which an unanswered command is given up, and the connection with it; default 2. */
  timeout?: number
}

/** What another adapter is asked for: everything about users, and nothing that is in Redis. */
const delegated = [
  "createUser",
  "getUser",
  "getUserByEmail",
  "getUserByAccount",
  "updateUser",
  "linkAccount",
  "unlinkAccount",
  "updateAccount",
  "listAccounts",
  "getAccount",
  "getAuthenticator",
  "createAuthenticator",
  "listAuthenticatorsByUserId",
  "updateAuthenticatorCounter",
] as const satisfies (keyof Adapter)[]

/**
 * KEYS: session, sessions of its user. ARGV: record, expiry in milliseconds, digest, now, `XX` to write over a session only.
 * The list of a user's sessions is kept by expiry and forgets those that have passed.
 */
const writeSession = `
if ARGV[5] == 'XX' and redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
redis.call('PEXPIREAT', KEYS[2], redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2])
return 1`

/** KEYS: counter. ARGV: window in milliseconds. Answers the count, and when it begins anew in milliseconds since the epoch. */
const countUp = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
local time = redis.call('TIME')
return { count, time[1] * 1000 + math.floor(time[2] / 1000) + redis.call('PTTL', KEYS[1]) }`

/** KEYS: counter. ARGV: how many to take back. */
const countDown = `
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count > 0 then redis.call('DECRBY', KEYS[1], math.min(count, tonumber(ARGV[1]))) end
return 1`

type SessionRecord = Omit<AdapterSession, "sessionToken" | "expires"> & { expires: string }

/**
 * Keeps sessions, verification tokens, counters and values in Redis, each until it expires, and asks `users` for everything else.
 * A session read is one `GET` and one `users.getUser`. Keys hold the SHA-256 of session tokens and of verification tokens:
 * who reads the keys can open nothing.
 *
 * Its `transaction`, which is there when `users` has one, covers what `users` keeps.
 *
 * Every method rejects with a `StorageError` at once when the client is not connected, and after `timeout` when Redis is silent; the
 * client is then made to connect anew, where it can (node-redis 5 and later), so give the adapter one of its own.
 *
 * @example
 * ```ts
 * const client = await createClient({ url: process.env.REDIS_URL }).on("error", console.error).connect()
 * const adapter = RedisAdapter({ client, users: databaseAdapter })
 * ```
 */
export function RedisAdapter(options: RedisAdapterOptions): Adapter {
  const { client, users, prefix = "countersign:", timeout = 2 } = options
  const send = (...args: (string | number)[]) => sendWithin(client, args.map(String), timeout)

  const sessionKey = (digest: string) => `${prefix}session:${digest}`
  const sessionsKey = (userId: string) => `${prefix}sessions-of:${userId}`
  const tokenKey = async (identifier: string, token: string) =>
    `${prefix}verification-token:${await sha256Hex(JSON.stringify([identifier, token]))}`

  async function readSession(digest: string, sessionToken: string): Promise<AdapterSession | null> {
    const record = await send("GET", sessionKey(digest))
    return typeof record === "string" ? sessionFrom(record, sessionToken) : null
  }

  /** Whether it was written: `XX` writes only over what is there. */
  async function write(digest: string, session: AdapterSession, condition: "XX" | ""): Promise<boolean> {
    const { sessionToken: _, ...record } = session
    const expires = session.expires.getTime()
    const keys = [sessionKey(digest), sessionsKey(session.userId)]
    const written = await send(
      "EVAL",
      writeSession,
      keys.length,
      ...keys,
      JSON.stringify(record),
      expires,
      digest,
      Date.now(),
      condition,
    )
    return written === 1
  }

  async function endSessionsOf(userId: string): Promise<void> {
    const digests = texts(await send("ZRANGE", sessionsKey(userId), 0, -1))
    if (digests.length === 0) return
    await send("DEL", ...digests.map(sessionKey))
    await send("ZREM", sessionsKey(userId), ...digests)
  }

  const adapter: Adapter = {
    ...methodsOf(users, delegated),

    async deleteUser(userId) {
      await users.deleteUser?.(userId)
      await endSessionsOf(userId)
    },

    async createSession(session) {
      await write(await sha256Hex(session.sessionToken), session, "")
      return session
    },
    async getSessionAndUser(sessionToken) {
      const session = await readSession(await sha256Hex(sessionToken), sessionToken)
      const user = session && (await users.getUser?.(session.userId))
      return session && user ? { session, user } : null
    },
    async updateSession(changes) {
      const digest = await sha256Hex(changes.sessionToken)
      const session = await readSession(digest, changes.sessionToken)
      if (!session) return null
      const updated = { ...session, ...changes }
      return (await write(digest, updated, "XX")) ? updated : null
    },
    async deleteSession(sessionToken) {
      const digest = await sha256Hex(sessionToken)
      const record = await send("GETDEL", sessionKey(digest))
      if (typeof record !== "string") return null
      const session = sessionFrom(record, sessionToken)
      await send("ZREM", sessionsKey(session.userId), digest)
      return session
    },
    async listSessions(userId) {
      const digests = texts(await send("ZRANGEBYSCORE", sessionsKey(userId), `(${Date.now()}`, "+inf"))
      if (digests.length === 0) return []
      const records = (await send("MGET", ...digests.map(sessionKey))) as unknown[]
      return digests.flatMap((digest, index) => {
        const record = records[index]
        return typeof record === "string" ? [sessionFrom(record, digest)] : []
      })
    },
    deleteSessionsOfUser: endSessionsOf,

    async createVerificationToken(token) {
      const key = await tokenKey(token.identifier, token.token)
      await send("SET", key, token.expires.toISOString(), "PXAT", token.expires.getTime())
      return token
    },
    async useVerificationToken({ identifier, token }) {
      const expires = await send("GETDEL", await tokenKey(identifier, token))
      return typeof expires === "string" ? { identifier, token, expires: new Date(expires) } : null
    },

    async increment(key, windowSeconds) {
      const answer = await send("EVAL", countUp, 1, `${prefix}counter:${key}`, windowSeconds * 1000)
      const [count, expires] = answer as [number, number]
      return { count, expires: new Date(expires) }
    },
    decrement: (key, by) => send("EVAL", countDown, 1, `${prefix}counter:${key}`, by),

    setValue: (key, value, seconds) => send("SET", `${prefix}value:${key}`, value, "PX", seconds * 1000),
    async getValue(key) {
      const value = await send("GET", `${prefix}value:${key}`)
      return typeof value === "string" ? value : null
    },
  }
  if (users.transaction)
    adapter.transaction = (work, options) =>
      (users as Required<Adapter>).transaction((inside) => work(methodsOf(inside, delegated)), options)
  return adapter
}

/** Bound, since adapters may be instances of a class. */
const methodsOf = (adapter: Adapter, names: readonly (keyof Adapter)[]): Adapter =>
  Object.fromEntries(names.flatMap((name) => (adapter[name] ? [[name, adapter[name].bind(adapter)]] : [])))

function sessionFrom(record: string, sessionToken: string): AdapterSession {
  const { expires, ...rest } = JSON.parse(record) as SessionRecord
  return { ...rest, sessionToken, expires: new Date(expires) }
}

const texts = (reply: unknown): string[] => (reply as unknown[]).map(String)

/**
 * A client that is away would queue the command and run it when it is back, long after the visitor was told that it failed.
 *
 * @throws {StorageError} `STORAGE_FAILED`
 */
async function sendWithin(client: RedisClient, args: string[], seconds: number): Promise<unknown> {
  if (!client.isReady) {
    throw new StorageError(
      "STORAGE_FAILED",
      "Redis is not connected: `await client.connect()` first, or see its errors.",
    )
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    const giveUp = () => {
      reject(new StorageError("STORAGE_FAILED", `Redis gave no answer within ${seconds} s.`))
      connectAnew(client)
    }
    timer = setTimeout(() => {
      timer = setTimeout(giveUp) // a process that stood still reads first what has arrived meanwhile
    }, seconds * 1000)
  })
  try {
    return await Promise.race([client.sendCommand(args), silence])
  } finally {
    clearTimeout(timer)
  }
}

/** While commands are written, a connection whose other end has vanished seems alive for a quarter of an hour. */
function connectAnew(client: RedisClient): void {
  if (!client.isReady || !client.connect || !client.destroy) return
  client.destroy()
  client.connect().catch(() => {}) // the client tells its own listeners
}
