/** Serves a Pages-Router API handler over real HTTP, with what Next.js adds to Node's request and response. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { parseCookies } from "../../src/core/http/cookies.js"

type Handler = (req: never, res: never) => unknown

export interface PagesServer {
  readonly origin: string
  close(): Promise<void>
}

/** `handler` answers everything below `/api/auth/`. */
export async function servePages(handler: Handler): Promise<PagesServer> {
  const server = createServer(async (req, res) => {
    try {
      await handler((await extendRequest(req)) as never, extendResponse(res) as never)
    } catch (error) {
      res.statusCode = 500
      res.end(String(error))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function extendRequest(req: IncomingMessage) {
  const url = new URL(req.url ?? "/", "http://localhost")
  const nextauth = url.pathname.replace("/api/auth/", "").split("/")
  const query = { ...Object.fromEntries(url.searchParams), nextauth }
  return Object.assign(req, {
    query,
    cookies: Object.fromEntries(parseCookies(req.headers.cookie ?? "")),
    body: await bodyOf(req),
  })
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  let text = ""
  for await (const chunk of req) text += chunk
  const type = req.headers["content-type"]
  if (type?.includes("json")) return JSON.parse(text)
  if (type?.includes("urlencoded")) return Object.fromEntries(new URLSearchParams(text))
  return text
}

function extendResponse(res: ServerResponse) {
  return Object.assign(res, {
    status(code: number) {
      res.statusCode = code
      return res
    },
    json(body: unknown) {
      res.setHeader("content-type", "application/json")
      res.end(JSON.stringify(body))
    },
    send(body: unknown) {
      if (typeof body === "string") res.end(body)
      else res.end(JSON.stringify(body))
    },
    redirect(status: number, location: string) {
      res.statusCode = status
      res.setHeader("location", location)
      res.end()
    },
  })
}
