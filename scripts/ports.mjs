/** Ports of this machine. */
import { createServer } from "node:net"

const isFree = (port, host) =>
  new Promise((done) => {
    const server = createServer()
    server.once("error", ({ code }) => done(code !== "EADDRINUSE"))
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)))
  })

/** The first port from `wanted` on that nobody listens on, by either name of this machine. */
export async function freePort(wanted) {
  for (let port = wanted; port < wanted + 100; port++)
    if ((await isFree(port, "127.0.0.1")) && (await isFree(port, "::1"))) return port
  throw new Error(`No free port between ${wanted} and ${wanted + 99}`)
}
