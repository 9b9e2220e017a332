/** Reading a session needs no thread of libuv's pool, where it would wait behind passwords that are hashed. */
import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"
import { consumerWith } from "../support/packed-package.js"

const app = consumerWith("countersign")
symlinkSync(join(repository, "node_modules/next-auth-v4"), join(app.directory, "node_modules/next-auth-v4"), "junction")
afterAll(app.remove)

/** A server at which Ada is signed in, and every way to ask who she is. */
const material = `
import { scrypt } from "node:crypto"
import { createServer } from "node:http"
import { connect } from "node:net"
import NextAuth, { getServerSession } from "countersign"
import { decode, encode, getToken } from "countersign/jwt"
import { withAuth } from "countersign/middleware"
import { NextRequest } from "next/server.js"
import v4 from "next-auth-v4/jwt"

setTimeout(() => process.exit(1), 60_000).unref()
const secret = "a secret of this test, at least 32 characters"
const options = { secret, providers: [] }
const tokens = await Promise.all(Array.from({ length: 20 }, (_, nth) => encode({ token: { sub: "1", name: "Ada " + nth }, secret })))
const headersOf = (token) => ({ host: "localhost:3000", cookie: "next-auth.session-token=" + token })
let turn = 0
const headers = () => headersOf(tokens[turn++])
const response = () => ({ headersSent: false, getHeader() {}, setHeader() { return this }, end() {} })

const handler = NextAuth(options)
const server = createServer((req, res) => {
  req.query = { nextauth: ["session"] }
  res.status = (code) => Object.assign(res, { statusCode: code })
  res.json = (body) => res.end(JSON.stringify(body))
  res.send = (body) => res.end(body)
  handler(req, res)
})
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
const overHttp = (path = "/api/auth/session") => new Promise((resolve, reject) => {
  const { host, cookie } = headers()
  const socket = connect(server.address().port, "127.0.0.1", () =>
    socket.write("GET " + path + " HTTP/1.1\\r\\nHost: " + host + "\\r\\nCookie: " + cookie + "\\r\\nConnection: close\\r\\n\\r\\n"))
  let text = ""
  socket.on("data", (bytes) => (text += bytes)).on("end", () => resolve(/Ada \\d+/.exec(text)?.[0])).on("error", reject)
})
const middleware = withAuth({ secret })
const reads = {
  "GET /api/auth/session": overHttp,
  getServerSession: async () => (await getServerSession({ headers: headers(), cookies: {} }, response(), options))?.user.name,
  getToken: async () => (await getToken({ req: { headers: headers() }, secret }))?.name,
  decode: async () => (await decode({ token: tokens[turn++], secret }))?.name,
  encode: async () => (await decode({ token: await encode({ token: { name: "Ada" }, secret }), secret })).name,
  "a forged token": async () => String(await getToken({ req: { headers: headersOf(tokens[turn++].slice(0, -4) + "AAAA") }, secret })) + " Ada",
  middleware: async () => {
    const answer = await middleware(new NextRequest("http://localhost:3000/account", { headers: headers() }), { waitUntil() {} })
    return (answer?.status ?? 200) === 200 ? "Ada" : "nobody"
  },
}
`

interface Report {
  read: Record<string, string>
  answeredWhileHashing: string[]
  theirsWaited: boolean
}

test("while the only thread of the pool hashes, sessions are read all the same", () => {
  const file = app.write(
    "blocked.mjs",
    `${material}
    let isHashing = true
    const hashed = new Promise((resolve) => scrypt("x", "y", 32, { N: 2 ** 17, r: 8, p: 16, maxmem: 2 ** 28 }, resolve)).then(() => (isHashing = false))
    const theirs = v4.getToken({ req: { headers: headersOf(tokens[0]), cookies: { "next-auth.session-token": tokens[0] } }, secret }).then(() => !isHashing)
    const read = {}
    const answeredWhileHashing = []
    for (const [name, ask] of Object.entries(reads)) {
      read[name] = await ask()
      if (isHashing) answeredWhileHashing.push(name)
    }
    await hashed
    console.log(JSON.stringify({ read, answeredWhileHashing, theirsWaited: await theirs }))
    process.exit()`,
  )
  const report = JSON.parse(
    app.node([file], { UV_THREADPOOL_SIZE: "1", NEXTAUTH_URL: "http://localhost:3000" }),
  ) as Report
  for (const [name, answer] of Object.entries(report.read)) expect(answer, name).toContain("Ada")
  expect(report.answeredWhileHashing).toEqual(Object.keys(report.read))
  expect(report.theirsWaited).toBe(true)
})

test("no read asks the pool for anything", () => {
  const file = app.write(
    "watched.mjs",
    `import { createHook } from "node:async_hooks"
    ${material}
    const asked = {}
    let name
    createHook({ init: (_, type) => void (name && (asked[name] ??= []).push(type)) }).enable()
    for (const round of [1, 2])
      for (const [of, ask] of Object.entries(reads)) {
        await new Promise(setImmediate)
        name = round === 1 ? undefined : of // the first loads what is loaded when it is needed
        await ask()
        name = undefined
      }
    name = "control"
    await new Promise((resolve) => scrypt("x", "y", 32, { N: 16 }, resolve))
    name = "next-auth v4"
    await v4.getToken({ req: { headers: headersOf(tokens[0]), cookies: { "next-auth.session-token": tokens[0] } }, secret })
    name = undefined
    console.log(JSON.stringify(asked))
    process.exit()`,
  )
  const asked = JSON.parse(app.node([file], { NEXTAUTH_URL: "http://localhost:3000" })) as Record<string, string[]>
  const { control, "next-auth v4": v4, ...ours } = asked
  const jobs = (types: string[] = []): string[] => types.filter((type) => onPool.test(type))
  expect(jobs(control)).toEqual(["SCRYPTREQUEST"])
  expect(jobs(v4)).toEqual(["DERIVEBITSREQUEST"])
  for (const [name, types] of Object.entries(ours)) expect(jobs(types), name).toEqual([])
})

/** What Node.js calls the jobs that libuv's pool does: files, host names, compression and cryptography. */
const onPool = /^(?:FSREQ\w*|GET(?:ADDR|NAME)INFOREQWRAP|ZLIB|(?!HTTP)\w+REQUEST)$/
