/**
 * One subject in a process of its own, which does what it is told and nothing in between: another subject's garbage,
 * inline caches and thread pool are not its business.
 */
import { createServer } from "node:http"
import { callCases, sessionsOf, signedInHeaders } from "./call-cases.mjs"
import { storedCases } from "./groups/stored.mjs"
import { PagesRequest, secret, sessionCookie, smallClaims } from "./material.mjs"
import { obey } from "./obey.mjs"
import { asPagesResponse } from "./pages-response.mjs"

const { createSubject } = await import(`./subjects/${process.argv[2]}.mjs`)
const subject = {
  sessionCookie,
  request: (headers) => new PagesRequest(headers),
  path: "/api/auth/session",
  ...(await createSubject(secret)),
}
let operation
let operationsPerLook = 1

const now = () => performance.now() * 1000

/** CPU time of all threads, so that work on the thread pool and in the garbage collector counts. In µs. */
const cpuTime = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

async function repeat(count) {
  for (let i = 0; i < count; i++) {
    const answer = operation()
    if (answer instanceof Promise) await answer
  }
}

/** A busy machine may make a batch last longer than its work, but not for ever. */
const patience = 8

/**
 * One operation after the other until they took `ms` milliseconds of CPU: on a busy machine, too, the compiler then sees
 * as much of them as on an idle one. Times come back in µs for one operation.
 */
async function runBatch(ms) {
  const begun = now()
  const cpuBegun = cpuTime()
  let operations = 0
  let wall = 0
  let cpu = 0
  while (cpu < ms * 1000 && wall < ms * 1000 * patience) {
    await repeat(operationsPerLook)
    operations += operationsPerLook
    wall = now() - begun
    cpu = cpuTime() - cpuBegun
  }
  return { wall: wall / operations, cpu: cpu / operations }
}

/** A stored session, which is made first, in the store that the parent has opened. */
let readStored

async function openStored({ store }) {
  readStored = await subject.readStored(store)
  return subject.countQueries ? subject.countQueries(store) : null
}

/** Makes sure of the answer, compiles the code, and starts without the garbage of the case before. */
async function prepare({ name, warmUp }) {
  const { operation: create, check } = [...callCases, ...storedCases].find((one) => one.name === name)
  operation = await create({ ...subject, readStored })
  await check(await operation(), subject)
  operationsPerLook = 1
  const { cpu } = await runBatch(warmUp)
  operationsPerLook = Math.max(1, Math.round(500 / cpu)) // the clocks are looked at twice a millisecond
  await runBatch(warmUp)
  global.gc()
}

/** Makes of Node's request and response what the Pages Router hands to `pages/api/auth/[...nextauth]`. */
function asPages(req, res) {
  const { headers } = req
  Object.defineProperty(req, "cookies", { get: () => new PagesRequest(headers).cookies })
  req.query = { nextauth: ["session"] }
  asPagesResponse(res)
}

/** Only this machine can reach it, at a port that the system chooses. Answers where, and what a browser that is signed in sends. */
async function listen() {
  const server = createServer((req, res) => {
    asPages(req, res)
    subject.answerSession(req, res)
  })
  await new Promise((done) => server.listen(0, "127.0.0.1", done))
  const headers = (await sessionsOf(subject, smallClaims)).map((token) => signedInHeaders(token, subject.sessionCookie))
  return { port: server.address().port, path: subject.path, headers }
}

obey({ openStored, prepare, batch: ({ ms }) => runBatch(ms), listen, cpu: cpuTime })
