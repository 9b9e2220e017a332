/** Every https request of this process ends at a server of the test's, which answers for all hosts as their services do. */
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"
import { vi } from "vitest"

export interface Arrived {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A JSON object, status and JSON, a signed answer (`application/jwt`), or a picture. */
type Answer = object | readonly [number, object] | string | Uint8Array

/** `GET host/path` → what is answered. */
export type Service = Readonly<Record<string, (request: Arrived) => Answer | Promise<Answer>>>

export interface ReroutedNetwork {
  /** What answers from now on. */
  serve(service: Service): void
  readonly arrived: Arrived[]
  close(): Promise<void>
}

export async function rerouteNetwork(): Promise<ReroutedNetwork> {
  let service: Service = {}
  const arrived: Arrived[] = []
  const server = createServer(async (request, response) => {
    let body = ""
    for await (const part of request) body += part
    const url = new URL(`https://${String(request.headers["x-host"])}${request.url}`)
    const seen = { method: request.method ?? "", url, headers: request.headers, body }
    arrived.push(seen)
    const answer = await service[`${seen.method} ${url.host}${url.pathname}`]?.(seen)
    const [status, content] = Array.isArray(answer) ? answer : answer ? [200, answer] : [404, { error: "not here" }]
    const isJson = typeof content === "object" && !(content instanceof Uint8Array)
    const type = isJson ? "application/json" : typeof content === "string" ? "application/jwt" : "image/jpeg"
    response.writeHead(status, { "content-type": type })
    response.end(isJson ? JSON.stringify(content) : content)
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  const real = globalThis.fetch
  vi.stubGlobal("fetch", (input: string | URL, init: RequestInit = {}) => {
    const { host, pathname, search } = new URL(input)
    const headers = new Headers(init.headers)
    headers.set("x-host", host)
    return real(`http://127.0.0.1:${port}${pathname}${search}`, { ...init, headers })
  })
  return {
    serve(next) {
      service = next
      arrived.length = 0
    },
    arrived,
    close: async () => {
      vi.unstubAllGlobals()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
