import { type IncomingHttpHeaders, request } from "node:http"

export interface WireRequest {
  method: string
  /** Path and query, as sent. */
  path: string
  headers?: Record<string, string>
  cookies?: Record<string, string>
  body?: string
}

export interface WireResponse {
  status: number
  headers: IncomingHttpHeaders
  setCookies: string[]
  text: string
}

/**
 * Sends exactly the given bytes to a server on this machine and follows nothing. Cookie values are sent as given; the
 * `Host` header may say anything.
 */
export function send(port: number, { method, path, headers, cookies, body }: WireRequest): Promise<WireResponse> {
  const cookie = Object.entries(cookies ?? {}).map(([name, value]) => `${name}=${value}`)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        headers: {
          host: `localhost:${port}`,
          ...(cookie.length > 0 ? { cookie: cookie.join("; ") } : {}),
          ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
        incoming.once("error", reject)
        incoming.once("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            setCookies: incoming.headers["set-cookie"] ?? [],
            text: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    outgoing.once("error", reject)
    outgoing.end(body)
  })
}

/** The cookies that a response leaves in a browser which had `before`: removed ones are gone. */
export function jarAfter(response: WireResponse, before: Record<string, string> = {}): Record<string, string> {
  const jar = { ...before }
  for (const line of response.setCookies) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === "" || /max-age=0/i.test(line)) delete jar[name]
    else jar[name] = value
  }
  return jar
}
