import type { RequestHeaders } from "../../core/contracts/request.js"
import { cookieHeader } from "../../core/http/cookies.js"

/** What Countersign uses of Node's requests and responses, and of the Pages Router's, which are built on them. */

export interface NodeRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly cookies?: Partial<Record<string, string>>
}

/** A Pages Router API request: query and body are parsed. */
export interface ApiRequest extends NodeRequest {
  readonly query: Partial<Record<string, string | string[]>>
  // biome-ignore lint/suspicious/noExplicitAny: declared so by Next.js
  readonly body?: any
}

export interface NodeResponse {
  statusCode: number
  readonly headersSent: boolean
  getHeader(name: string): number | string | string[] | undefined
  setHeader(name: string, value: number | string | readonly string[]): unknown
  end(body?: string): unknown
}

/** Reads a Node request's headers the way `Headers` does. Next.js parses `cookies` when they are first touched. */
class NodeHeaders implements RequestHeaders {
  readonly #request: NodeRequest

  constructor(request: NodeRequest) {
    this.#request = request
  }

  get(name: string): string | null {
    const value = this.#request.headers[name]
    if (value !== undefined) return joined(value)
    // Only parsed cookies are at hand in some tests' requests.
    return name === "cookie" ? cookieHeader(Object.entries(this.#request.cookies ?? {}) as [string, string][]) : null
  }

  *[Symbol.iterator](): Iterator<[string, string]> {
    for (const [name, value] of Object.entries(this.#request.headers))
      if (value !== undefined) yield [name, joined(value)]
  }
}

export const headersOf = (request: NodeRequest): RequestHeaders => new NodeHeaders(request)

const joined = (value: string | string[]): string => (typeof value === "string" ? value : value.join(", "))

/** Adds cookies to those that the response already sets. */
export function appendCookies(res: NodeResponse, cookies: readonly string[]): void {
  if (cookies.length === 0 || res.headersSent) return
  const present = res.getHeader("set-cookie")
  const earlier = present === undefined ? [] : Array.isArray(present) ? present : [String(present)]
  res.setHeader("Set-Cookie", [...earlier, ...cookies])
}

/** Adds somebody's cookies, with which the response is nobody else's, whatever it said of itself. */
export function setCookies(res: NodeResponse, cookies: readonly string[]): void {
  if (cookies.length === 0 || res.headersSent) return
  appendCookies(res, cookies)
  if (!isPrivate(res.getHeader("cache-control"))) res.setHeader("Cache-Control", keptPrivate)
}

export const keptPrivate = "private, no-cache, no-store"

/** Whether caches that many people share leave it alone. */
export const isPrivate = (cacheControl: unknown): boolean => /\b(?:private|no-store)\b/i.test(String(cacheControl))
