/** One library in a process of its own, serving a site at which people sign in with passwords. Says where it is, and ends with its parent. */
import { createServer } from "node:http"
import { secret } from "../material.mjs"

let answer
const server = createServer((req, res) => void answer(req, res))
server.keepAliveTimeout = 0 // who waits for a server that stands still is not hung up on
await new Promise((done) => server.listen(0, "127.0.0.1", done))
const origin = `http://127.0.0.1:${server.address().port}`
process.env.NEXTAUTH_URL = origin
const { sites } = await import("./sites.mjs")
answer = await sites[process.argv[2]](secret)

process.on("disconnect", () => process.exit())
process.send(origin)
