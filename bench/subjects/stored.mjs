/** A session in each engine, and how each subject reads it. The two libraries are given the same adapter. */
import { createHash, randomUUID } from "node:crypto"

const person = { name: "Ada Lovelace", email: "ada@example.com", image: null, emailVerified: null }

/** Kysely for an engine, each statement told to `note`. */
async function kyselyFor({ engine, url }, note) {
  const { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } = await import("kysely")
  const log = ({ query }) => note(query.sql)
  if (engine === "postgres") {
    const { default: pg } = await import("pg")
    const pool = new pg.Pool({ connectionString: url }).on("error", () => {})
    return { dialect: "postgres", kysely: new Kysely({ dialect: new PostgresDialect({ pool }), log }) }
  }
  if (engine === "mariadb") {
    const { createPool } = await import("mysql2")
    return {
      dialect: "mysql",
      kysely: new Kysely({ dialect: new MysqlDialect({ pool: createPool({ uri: url }) }), log }),
    }
  }
  const { default: Database } = await import("libsql")
  const database = new Database(url.slice("file:".length))
  return { dialect: "sqlite", kysely: new Kysely({ dialect: new SqliteDialect({ database }), log }) }
}

async function redisOver(users, redisUrl, note) {
  const { RedisAdapter } = await import("countersign/adapters/redis")
  const { createClient } = await import("redis")
  const client = await createClient({ url: redisUrl })
    .on("error", () => {})
    .connect()
  const told = {
    isReady: true,
    sendCommand(args) {
      note(args[0])
      return client.sendCommand(args)
    },
  }
  return RedisAdapter({ client: note ? told : client, users })
}

/** In silence: it would warn of being used in production. */
async function memoryAdapter() {
  const { MemoryAdapter } = await import("countersign/adapters/memory")
  const { warn } = console
  console.warn = () => {}
  const adapter = MemoryAdapter()
  console.warn = warn
  return adapter
}

/** The adapter that both libraries are given; `note`, where given, hears of each query. */
async function adapterFor(store, note) {
  if (store.engine === "memory") return memoryAdapter()
  const { SqlAdapter } = await import("countersign/adapters/sql")
  const users = SqlAdapter(note ? await kyselyFor(store, note) : { url: store.url })
  return store.redisUrl ? redisOver(users, store.redisUrl, note) : users
}

async function newSession(adapter) {
  const user = (await adapter.getUserByEmail(person.email)) ?? (await adapter.createUser(person))
  const sessionToken = randomUUID()
  await adapter.createSession({ sessionToken, userId: user.id, expires: new Date(Date.now() + 2_592_000_000) })
  return sessionToken
}

const optionsWith = (adapter, providers) => ({
  secret: "a secret of the benchmark, of 32 characters",
  providers,
  adapter,
  session: { strategy: "database" },
})

/** Reads a session by the library; `getServerSession(req, res, options)`. */
export async function libraryReading(store, getServerSession, providers) {
  const { cookieHeader, PagesRequest, PagesResponse, sessionCookie } = await import("../material.mjs")
  const adapter = await adapterFor(store)
  const headers = { host: "localhost:3000", cookie: cookieHeader(10) }
  headers.cookie += `; ${sessionCookie}=${await newSession(adapter)}`
  const options = optionsWith(adapter, providers)
  return () => getServerSession(new PagesRequest(headers), new PagesResponse(), options)
}

/** How many queries one read makes: the fewest of some, since the adapter may be deleting beside the first what has expired. */
export async function countQueries(store, getServerSession, providers) {
  const { PagesRequest, PagesResponse, sessionCookie } = await import("../material.mjs")
  if (store.engine === "memory") return 0
  let queries = 0
  const adapter = await adapterFor(store, () => queries++)
  const cookie = `${sessionCookie}=${await newSession(adapter)}`
  const options = optionsWith(adapter, providers)
  const read = () =>
    getServerSession(new PagesRequest({ host: "localhost:3000", cookie }), new PagesResponse(), options)
  let fewest = Number.POSITIVE_INFINITY
  for (let count = 0; count < 20; count++) {
    queries = 0
    await read()
    fewest = Math.min(fewest, queries)
  }
  return fewest
}

const joined = (mark, q) =>
  `select * from sessions s join users u on u.id = s.${q}userId${q} where s.${q}sessionToken${q} = ${mark}`

/** The same by the driver alone: the token hashed, one prepared statement, an object of what the app shows. */
export async function driverReading(store) {
  const token = await newSession(await adapterFor(store))
  const hash = () => createHash("sha256").update(token).digest("hex")
  const shown = ({ name, email, image }) => ({ user: { name, email, image } })
  if (store.engine === "memory") {
    const rows = new Map([[hash(), person]])
    return () => shown(rows.get(hash()))
  }
  if (store.engine === "postgres") {
    const { default: pg } = await import("pg")
    const pool = new pg.Pool({ connectionString: store.url }).on("error", () => {})
    const text = joined("$1", '"')
    return async () => shown((await pool.query({ name: "read", text, values: [hash()] })).rows[0])
  }
  if (store.engine === "mariadb") {
    const { createPool } = await import("mysql2/promise")
    const pool = createPool({ uri: store.url })
    return async () => shown((await pool.execute(joined("?", "`"), [hash()]))[0][0])
  }
  const { default: Database } = await import("libsql")
  const database = new Database(store.url.slice("file:".length))
  if (!store.redisUrl) {
    const statement = database.prepare(joined("?", '"'))
    return () => shown(statement.get(hash()))
  }
  const { createClient } = await import("redis")
  const client = await createClient({ url: store.redisUrl })
    .on("error", () => {})
    .connect()
  const statement = database.prepare("select * from users where id = ?")
  return async () => shown(statement.get(JSON.parse(await client.get(`countersign:session:${hash()}`)).userId))
}
