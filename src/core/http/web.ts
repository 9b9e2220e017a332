/** Web-standard requests and responses, to and from the parts that every server has. */
import type { IncomingRequest, OutgoingAnswer } from "../contracts/request.js"

/** Streams can be iterated on every runtime of servers; the DOM's types do not say so. */
export const fromRequest = ({ method, url, headers, body }: Request): IncomingRequest => ({
  method,
  url,
  headers,
  body: body as AsyncIterable<Uint8Array> | null,
})

export function toResponse({ status, headers, cookies, body }: OutgoingAnswer): Response {
  const response = new Response(body, { status, headers })
  for (const cookie of cookies) response.headers.append("set-cookie", cookie)
  return response
}
