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

const storedOptions = { secret: "a secret of the benchmark, of 32 characters", session: { strategy: "database" } }

/**
 * Reads a session by a library that is given an adapter. `note` hears of each query.
 *
 * @param library `read(req, res, options)`; the options it needs beside the adapter; the name of its cookie, where it is not next-auth's
 */
export async function libraryReading(store, { read, options: own, cookieName }, note) {
  const { cookieHeader, PagesRequest, PagesResponse, sessionCookie } = await import("../material.mjs")
  const adapter = await adapterFor(store, note)
  const cookie = cookieHeader(10, cookieName ?? sessionCookie, await newSession(adapter))
  const headers = { host: "localhost:3000", cookie }
  const options = { ...storedOptions, ...own, adapter }
  return () => read(new PagesRequest(headers), new PagesResponse(), options)
}

/** What a subject answers about stored sessions. `reading(store, note)` opens the store and answers what reads a session in it. */
export const storedBy = (reading) => ({
  readStored: (store) => reading(store),
  countQueries: (store) => (store.engine === "memory" ? 0 : fewestQueries((note) => reading(store, note))),
})

/** How many queries one read makes: the fewest of some, since the adapter may be deleting beside the first what has expired. */
async function fewestQueries(open) {
  let queries = 0
  const read = await open(() => queries++)
  let fewest = Number.POSITIVE_INFINITY
  for (let count = 0; count < 20; count++) {
    queries = 0
    await read()
    fewest = Math.min(fewest, queries)
  }
  return fewest
}
