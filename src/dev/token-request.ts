/** Requests that clients prove themselves in. Any proof will do: what is configured for the real provider stays there. */
import type { IncomingMessage } from "node:http"
import { Readable } from "node:stream"
import { readForm } from "./http.js"

/** The same request, of a client that proves nothing. */
export async function withoutProof(request: IncomingMessage): Promise<IncomingMessage> {
  const form = await readForm(request)
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? "")?.[1]
  if (basic) form.set("client_id", clientIdIn(basic))
  for (const proof of ["client_secret", "client_assertion", "client_assertion_type"]) form.delete(proof)
  return replayed(request, form.toString())
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
function clientIdIn(basic: string): string {
  const [encoded = ""] = Buffer.from(basic, "base64").toString().split(":")
  return new URLSearchParams(`id=${encoded.replaceAll("&", "%26")}`).get("id") ?? ""
}

/** A request that was read can be read again. */
function replayed(request: IncomingMessage, body: string): IncomingMessage {
  const { socket, method, url, httpVersion } = request
  const { authorization: _, ...rest } = request.headers
  const headers = { ...rest, "content-length": String(Buffer.byteLength(body)) }
  const copy = { socket, method, url, httpVersion, headers }
  return Object.assign(Readable.from([Buffer.from(body)]), copy) as unknown as IncomingMessage
}
