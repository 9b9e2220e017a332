/**
 * Reads as many sessions, each from a token of its own, and twice, since what comes again is what is remembered; and says what the heap
 * has kept: `read-distinct.mjs <subject> <count>`, with `--expose-gc`. Bytes after garbage collection, before and after.
 */
import { PagesRequest, PagesResponse, secret, sessionCookie, smallClaims } from "../material.mjs"
import { issue } from "../subjects/floor.mjs"

const [subjectName, count] = process.argv.slice(2)
const { createSubject } = await import(`../subjects/${subjectName}.mjs`)
const subject = await createSubject(secret)

async function read(times) {
  for (let nth = 0; nth < times; nth++) {
    const cookie = `${sessionCookie}=${issue(smallClaims, secret)}`
    await readOne(cookie)
    await readOne(cookie)
  }
}

async function readOne(cookie) {
  const request = new PagesRequest({ host: "localhost:3000", cookie })
  const session = await subject.getServerSession(request, new PagesResponse())
  if (session?.user.email !== smallClaims.email) throw new Error("No session was read.")
}

async function heap() {
  await new Promise((resolve) => setTimeout(resolve, 50))
  global.gc()
  global.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

await read(1000) // so that what is loaded and compiled is
const before = await heap()
await read(Number(count) / 2)
const half = await heap()
await read(Number(count) / 2)
process.send({ before, half, after: await heap() })
process.disconnect()
