/** A server that has answered one session, or is empty: `serve-one.mjs <subject | empty>`, with `--expose-gc`. Says what it takes, in bytes. */
import { createServer, get } from "node:http"

const name = process.argv[2]
/** Made by the parent, as a browser brings it: nothing of it is the library's. */
const { cookie, secret } = JSON.parse(process.env.SESSION)

async function handlerOf() {
  if (name === "empty") return (_req, res) => res.end("{}")
  const isV4 = name === "next-auth-v4"
  const { default: module } = await import(isV4 ? "next-auth-v4" : "countersign")
  const { default: github } = await import(isV4 ? "next-auth-v4/providers/github" : "countersign/providers/github")
  const [nextAuth, provider] = [module.default ?? module, github.default ?? github]
  return nextAuth({ secret, providers: [provider({ clientId: "id", clientSecret: "secret" })] })
}

const handler = await handlerOf()
const server = createServer((req, res) => {
  req.query = { nextauth: ["session"] }
  req.cookies = Object.fromEntries((req.headers.cookie ?? "").split("; ").map((pair) => pair.split(/=(.*)/s)))
  res.status = (code) => Object.assign(res, { statusCode: code })
  res.json = (body) => res.end(JSON.stringify(body))
  res.send = (body) => (typeof body === "object" ? res.json(body) : res.end(body))
  handler(req, res)
})
await new Promise((done) => server.listen(0, "127.0.0.1", done))
const ask = () =>
  new Promise((done, fail) =>
    get(
      { port: server.address().port, host: "127.0.0.1", path: "/api/auth/session", headers: { cookie } },
      (answer) => {
        let text = ""
        answer.on("data", (part) => {
          text += part
        })
        answer.on("end", () => done(text))
      },
    ).on("error", fail),
  )
const answer = await ask()
if (name !== "empty" && !answer.includes("ada@example.com")) throw new Error(`No session, but ${answer}`)
await new Promise((resolve) => setTimeout(resolve, 200))
global.gc()
global.gc()
const { rss, heapUsed, external } = process.memoryUsage()
process.send({ rss, heap: heapUsed + external })
process.on("disconnect", () => process.exit())
process.disconnect()
