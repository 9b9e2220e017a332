/** Requests and responses of the Pages Router: `pages/api/auth/[...nextauth]`. */
import type { IncomingRequest, OutgoingAnswer } from "../../core/contracts/request.js"
import { type ApiRequest, appendCookies, headersOf, type NodeResponse } from "./node-request.js"

export function send(res: NodeResponse, { status, headers, cookies, body }: OutgoingAnswer): void {
  res.statusCode = status
  for (const name of Object.keys(headers)) res.setHeader(name, headers[name] as string)
  appendCookies(res, cookies)
  res.end(body ?? "")
}

export const incoming = (req: ApiRequest): IncomingRequest => ({
  method: req.method ?? "GET",
  url: req.url ?? "",
  headers: headersOf(req),
  body: bodyOf(req),
})

/** The body as Next.js parsed it; as it comes where the app switched its parser off. */
function bodyOf(req: ApiRequest): IncomingRequest["body"] {
  const { body } = req
  if (typeof body === "string") return body
  if (body !== undefined) return typeof body === "object" && !Array.isArray(body) ? body : null
  return Symbol.asyncIterator in req ? (req as unknown as AsyncIterable<Uint8Array>) : null
}
