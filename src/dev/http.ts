/** The small part of HTTP that the local server speaks. */
import type { IncomingMessage, ServerResponse } from "node:http"
import type { DevPage } from "./pages/layout.js"

/** A request that is answered with a status and a sentence. */
export class HttpProblem extends Error {
  override name: string = "HttpProblem"
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * Refuses what another site makes a browser send: a name of its own that leads to this machine (DNS rebinding), or a form.
 *
 * @throws {HttpProblem} 403
 */
export function assertOwn({ headers, method }: IncomingMessage, port: number): void {
  const { host = "", origin, "sec-fetch-site": site = "none" } = headers
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)
    throw new HttpProblem(403, "This server answers at its own address only.")
  if (method === "GET" || method === "HEAD") return
  const isOwn = (origin === undefined || origin === `http://${host}`) && (site === "none" || site === "same-origin")
  if (!isOwn) throw new HttpProblem(403, "Another site may not change anything here.")
}

const largestBody = 100_000

/** @throws {HttpProblem} 413 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > largestBody) throw new HttpProblem(413, "The body is too large.")
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

export const readForm = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams(await readBody(request))

/** @throws {HttpProblem} 400, 415 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    throw new HttpProblem(415, "Send JSON, with its content type.")
  try {
    return JSON.parse(await readBody(request))
  } catch (error) {
    throw error instanceof HttpProblem ? error : new HttpProblem(400, "The body is not JSON.")
  }
}

const plain = { "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "same-origin" }

export function sendPage(response: ServerResponse, { html, contentSecurityPolicy }: DevPage, status = 200): void {
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": contentSecurityPolicy }
  response.writeHead(status, { ...plain, ...headers }).end(html)
}

export function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { ...plain, "content-type": "text/plain; charset=utf-8" }).end(text)
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { ...plain, "content-type": "application/json" }).end(JSON.stringify(value))
}

/** After a form was sent: the next page is asked for with GET. */
export function seeOther(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...plain, location }).end()
}
