/** The Pages Router: `pages/api/auth/[...nextauth]`. */
import type { Auth } from "../../auth.js"
import { type ApiRequest, appendCookies, type NodeResponse } from "./node-request.js"

export async function handleApiRequest(auth: Auth, req: ApiRequest, res: NodeResponse, path: string[]): Promise<void> {
  if (/^(?:TRACE|TRACK|CONNECT)$/i.test(req.method ?? "")) {
    res.statusCode = 405 // methods that a web-standard Request cannot have
    return void res.end()
  }
  const response = await auth.handle(await toRequest(req), path)
  res.statusCode = response.status
  appendCookies(res, response.headers.getSetCookie())
  for (const [name, value] of response.headers) if (name !== "set-cookie") res.setHeader(name, value)
  res.end(await response.text())
}

/** The address is a placeholder: where the site is, is decided by configuration and headers, and the path is known. */
async function toRequest(req: ApiRequest): Promise<Request> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined && !name.startsWith(":"))
      headers.set(name, typeof value === "string" ? value : value.join(", "))
  }
  const url = new URL("http://localhost")
  url.search = /\?.*/s.exec(req.url ?? "")?.[0] ?? ""
  const method = req.method ?? "GET"
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers })

  const body = await bodyOf(req)
  headers.delete("content-length")
  if (typeof body !== "string") {
    headers.set("content-type", "application/json")
    return new Request(url, { method, headers, body: serialise(body) })
  }
  return new Request(url, { method, headers, body })
}

/** What is nested deeper than the stack reaches is no form of ours. */
function serialise(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch {
    return "{}"
  }
}

/** The body as Next.js parsed it; as it came where the app switched its parser off. */
async function bodyOf(req: ApiRequest): Promise<unknown> {
  if (req.body !== undefined) return req.body
  if (!(Symbol.asyncIterator in req)) return ""
  let text = ""
  for await (const chunk of req as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString("latin1")
    if (text.length > 1_048_576) break // the core refuses it
  }
  return Buffer.from(text, "latin1").toString("utf8")
}
