/** A server of an app, on the built package, that ends as servers should: it takes nobody new, and finishes with whoever is there. */
import { createServer } from "node:http"
import { createAuth } from "../../dist/esm/index.js"

const [token] = process.argv.slice(2)
const provider = {
  id: "op",
  name: "OP",
  type: "oauth",
  clientId: "id",
  clientSecret: "secret",
  authorization: "https://op.example/authorize",
  token,
  userinfo: { request: () => ({ id: "1", name: "Fay" }) },
  profile: ({ id, name }) => ({ id, name }),
}
const { handle } = createAuth({ secret: "a secret of the tests, at least 32 characters", providers: [provider] })

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const body = chunks.length > 0 ? Buffer.concat(chunks) : null
  const { method, headers } = request
  const answer = await handle(new Request(`http://127.0.0.1${request.url}`, { method, headers, body }))
  response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text())
})
process.once("SIGTERM", () => {
  server.close()
  server.closeIdleConnections()
  process.disconnect()
})
server.listen(0, "127.0.0.1", () => process.send(`http://127.0.0.1:${server.address().port}`))
