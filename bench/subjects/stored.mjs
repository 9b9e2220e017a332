/** A session in each engine, and how the libraries read it. What the driver alone costs is in stored-floor.mjs. */
import { randomUUID } from "node:crypto"
import { ourAdapter, peerAdapters } from "./stored-adapters.mjs"

export { driverReading } from "./stored-floor.mjs"

export const person = { name: "Ada Lovelace", email: "ada@example.com", image: null, emailVerified: null }

/** The adapter that a store is read by: ours, or one of Auth.js. `note` hears of each query. */
const adapterFor = (store, note) => (peerAdapters[store.by] ?? ourAdapter)(store, note)

export async function newSession(adapter) {
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
  const headers = { host: "localhost:3000", cookie: cookieHeader(10, sessionCookie, await newSession(adapter)) }
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
