/**
 * A process of an app, on the built package: it signs people in and uses tokens as its parent asks, by messages.
 * `WORKER_SQL` and `WORKER_REDIS` say where the records are; `WORKER_DIES_AT` and `WORKER_DIES` when it ends by itself.
 */

import { createServer } from "node:http"
import { RedisAdapter } from "../../dist/esm/adapters/redis.js"
import { SqlAdapter } from "../../dist/esm/adapters/sql.js"
import { rateLimit } from "../../dist/esm/features/rate-limit.js"
import { createAuth } from "../../dist/esm/index.js"
import { getAccessToken } from "../../dist/esm/tokens.js"

const { WORKER_SQL, WORKER_REDIS, WORKER_DIES, WORKER_DIES_AT } = process.env
process.env.NEXTAUTH_URL = "https://app.example"

async function openAdapter() {
  const users = SqlAdapter({ url: WORKER_SQL })
  if (!WORKER_REDIS) return users
  const { createClient } = await import("redis")
  const client = await createClient({ url: WORKER_REDIS }).on("error", console.error).connect()
  return RedisAdapter({ client, users })
}

let calls = 0

/** The adapter of a process that ends at its Nth call: `before` it, or `during` it, when the query is on its way. */
function mortal(adapter) {
  const method =
    (call) =>
    (...values) => {
      const isLast = ++calls === Number(WORKER_DIES_AT)
      if (isLast && WORKER_DIES === "before") process.exit(9)
      const result = call(...values)
      if (isLast) setImmediate(() => process.exit(9))
      return isLast ? new Promise(() => result) : result
    }
  const transaction = (work) => adapter.transaction((inside) => work(mortal(inside)))
  const methods = Object.entries(adapter).map(([name, call]) => [
    name,
    method(name === "transaction" ? transaction : call),
  ])
  return Object.fromEntries(methods)
}

const opened = await openAdapter()
const adapter = WORKER_DIES_AT ? mortal(opened) : opened

/** Whoever comes back with a code is the person of that code. */
const provider = {
  id: "idp",
  name: "IdP",
  type: "oauth",
  clientId: "id",
  authorization: "https://idp.example/authorize",
  token: { request: ({ params }) => ({ tokens: { access_token: params.code } }) },
  userinfo: { request: ({ tokens }) => ({ id: tokens.access_token }) },
  profile: ({ id }) => ({ id, name: id, email: `${id}@example.com` }),
}
/** One whose tokens are refreshed at an address of the test's. */
const api = {
  id: "api",
  name: "API",
  type: "oauth",
  clientId: "id",
  clientSecret: "secret",
  authorization: "https://api.example/authorize",
  token: process.env.WORKER_TOKENS ?? "https://api.example/token",
  userinfo: "https://api.example/userinfo",
  httpOptions: { timeout: 500 },
}
let lookedAt = 0
/** One that counts the passwords which are looked at. */
const passwords = {
  id: "credentials",
  name: "Password",
  type: "credentials",
  credentials: { username: {}, password: { type: "password" } },
  async authorize() {
    lookedAt++
    return null
  },
}
const options = {
  secret: "a secret of the tests, at least 32 characters",
  providers: [provider, api, passwords],
  features: [rateLimit({ maxDelay: 0 })],
  adapter,
  session: { strategy: process.env.WORKER_STRATEGY ?? "database" },
  logger: { error: (...told) => process.env.WORKER_LOG && console.error(...told), warn() {}, debug() {} },
}
const { handle } = createAuth(options)

/** Signs a person in with a browser of their own. Returns where they end up, and whether with a session. */
async function signIn(person) {
  const cookies = new Map()
  const visit = async (path, init = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const headers = { ...init.headers, cookie }
    const answer = await handle(new Request(`https://app.example/api/auth/${path}`, { ...init, headers }))
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)
      cookies.set(name, value)
    }
    return answer
  }
  const { csrfToken } = await (await visit("csrf")).json()
  const body = new URLSearchParams({ csrfToken })
  const begun = await visit("signin/idp", { method: "POST", body })
  const state = new URL(begun.headers.get("location")).searchParams.get("state")
  const answer = await visit(`callback/idp?code=${person}&state=${state}`)
  const hasSession = Boolean(cookies.get("__Secure-next-auth.session-token"))
  const error = new URL(answer.headers.get("location")).searchParams.get("error")
  return hasSession && !error ? "signed in" : (error ?? "no session")
}

/** Answers over HTTP, as one of several machines behind an address would. Returns the port. */
function serve() {
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = chunks.length > 0 ? Buffer.concat(chunks) : null
    const { method, headers } = request
    const answer = await handle(new Request(`https://app.example${request.url}`, { method, headers, body }))
    response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text())
  })
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)))
}

/** Tries that many passwords of somebody at once. Returns how many were looked at. */
async function guess({ username, times }) {
  const before = lookedAt
  const answer = await handle(new Request("https://app.example/api/auth/csrf"))
  const { csrfToken } = await answer.json()
  const [cookie] = answer.headers.getSetCookie()[0].split(";")
  const attempt = () => {
    const body = new URLSearchParams({ csrfToken, username, password: "guess" })
    return handle(
      new Request("https://app.example/api/auth/callback/credentials", { method: "POST", headers: { cookie }, body }),
    )
  }
  await Promise.all(Array.from({ length: times }, attempt))
  return lookedAt - before
}

const accessTokens = ({ cookie, times }) =>
  Promise.all(
    Array.from({ length: times }, async () => {
      const token = await getAccessToken({ options, headers: new Headers({ cookie }), provider: "api" })
      return token?.accessToken ?? null
    }),
  )

const jobs = {
  accessTokens,
  guess,
  serve,
  signIn: ({ people }) => Promise.all(people.map(signIn)),
  useToken: ({ key, times }) => Promise.all(Array.from({ length: times }, () => adapter.useVerificationToken(key))),
}

process.on("message", async ({ job, ...details }) => {
  try {
    process.send({ result: await jobs[job](details) })
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) })
  }
})
process.send({ result: "ready" })
