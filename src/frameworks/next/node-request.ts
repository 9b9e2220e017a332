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

/** Reads a header of a Node request the way `Headers.get` does. Next.js parses `cookies` when they are first touched. */
export const headerReader = (request: NodeRequest) => ({
  get(name: string): string | null {
    const value = request.headers[name]
    if (value !== undefined) return typeof value === "string" ? value : value.join(", ")
    // Only parsed cookies are at hand in some tests' requests.
    return name === "cookie" ? cookieHeader(Object.entries(request.cookies ?? {}) as [string, string][]) : null
  },
})

/** Adds cookies to those that the response already sets. */
export function appendCookies(res: NodeResponse, cookies: readonly string[]): void {
  if (cookies.length === 0 || res.headersSent) return
  const present = res.getHeader("set-cookie")
  const earlier = present === undefined ? [] : Array.isArray(present) ? present : [String(present)]
  res.setHeader("Set-Cookie", [...earlier, ...cookies])
}
