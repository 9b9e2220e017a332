/**
 * The floor of a stored session: the database's driver, written for nothing but the benchmark.
 *
 * It does what the libraries are asked to: finds the cookie, hashes its token, asks one prepared statement (of Redis a `GET` and a
 * statement on SQLite), refuses a session that has expired, makes the object that the app sees, and writes the cookie again with a later
 * expiry, as next-auth v4 does at each read. There are no options, callbacks, events, deadlines, turns or conversions of other tables.
 */
import { createHash } from "node:crypto"
import { newSession, person } from "./stored.mjs"
import { ourAdapter } from "./stored-adapters.mjs"

const cookieName = "next-auth.session-token"
const lifetime = 2_592_000_000 // milliseconds

const hash = (token) => createHash("sha256").update(token).digest("hex")

function tokenIn(cookies) {
  const start = cookies.indexOf(`${cookieName}=`) + cookieName.length + 1
  const end = cookies.indexOf(";", start)
  return cookies.slice(start, end === -1 ? undefined : end)
}

/** `row`: a user's columns, and when the session expires. */
function show(row, token, res) {
  const now = Date.now()
  const expires = new Date(row.expires)
  if (expires.getTime() <= now) return null
  const later = new Date(now + lifetime).toUTCString()
  res.setHeader("Set-Cookie", [`${cookieName}=${token}; Path=/; Expires=${later}; HttpOnly; SameSite=Lax`])
  return { user: { name: row.name, email: row.email, image: row.image }, expires: expires.toISOString() }
}

export async function driverReading(store) {
  const { cookieHeader, PagesRequest, PagesResponse } = await import("../material.mjs")
  const token = await newSession(await ourAdapter(store))
  const headers = { host: "localhost:3000", cookie: cookieHeader(10, cookieName, token) }
  const { find, isAsynchronous } = await finderIn(store, token)
  const read = (req, res) => {
    const sent = tokenIn(req.headers.cookie)
    return show(find(hash(sent)), sent, res)
  }
  const readLater = async (req, res) => {
    const sent = tokenIn(req.headers.cookie)
    return show(await find(hash(sent)), sent, res)
  }
  return () => (isAsynchronous ? readLater : read)(new PagesRequest(headers), new PagesResponse())
}

const joined = (mark, q) =>
  `select * from sessions s join users u on u.id = s.${q}userId${q} where s.${q}sessionToken${q} = ${mark}`

/** Hash of a token → its row. */
async function finderIn(store, token) {
  if (store.engine === "memory") {
    const sessions = new Map([[hash(token), { userId: "ada", expires: new Date(Date.now() + lifetime) }]])
    const users = new Map([["ada", person]])
    const find = (key) => {
      const { userId, expires } = sessions.get(key)
      return { ...users.get(userId), expires }
    }
    return { find }
  }
  if (store.engine === "postgres") {
    const { default: pg } = await import("pg")
    const pool = new pg.Pool({ connectionString: store.url }).on("error", () => {})
    const text = joined("$1", '"')
    return {
      isAsynchronous: true,
      find: async (key) => (await pool.query({ name: "read", text, values: [key] })).rows[0],
    }
  }
  if (store.engine === "mariadb") {
    const { createPool } = await import("mysql2/promise")
    const pool = createPool({ uri: store.url })
    return { isAsynchronous: true, find: async (key) => (await pool.execute(joined("?", "`"), [key]))[0][0] }
  }
  const { default: Database } = await import("libsql")
  const database = new Database(store.url.slice("file:".length))
  if (!store.redisUrl) {
    const statement = database.prepare(joined("?", '"'))
    return { find: (key) => statement.get(key) }
  }
  const { createClient } = await import("redis")
  const client = await createClient({ url: store.redisUrl })
    .on("error", () => {})
    .connect()
  const statement = database.prepare("select * from users where id = ?")
  const find = async (key) => {
    const { userId, expires } = JSON.parse(await client.get(`countersign:session:${key}`))
    return { ...statement.get(userId), expires }
  }
  return { isAsynchronous: true, find }
}
