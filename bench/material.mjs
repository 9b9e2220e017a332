/** What all subjects are given: the same secret, claims, tokens and requests. */
import { getCookieParser } from "next/dist/server/api-utils/get-cookie-parser.js"
import { NextRequest } from "next/server.js"

export const secret = "a-secret-of-the-benchmark-and-of-nothing-else"
export const sessionCookie = "next-auth.session-token"
const person = {
  name: "Ada Lovelace",
  email: "ada@example.com",
  picture: "https://avatars.example.com/u/1815?v=4",
  sub: "42",
  role: "admin",
  organization: "analytical-engines",
}

/** About 300 bytes of JSON once `iat`, `exp` and `jti` are in. */
export const smallClaims = { ...person, locale: "en-GB", zone: "Europe/London" }

/** About 6 kB: what apps make of a token that carries permissions. */
export const largeClaims = {
  ...person,
  permissions: Array.from({ length: 110 }, (_, i) => ({
    resource: `projects/engine-${i}`,
    actions: ["read", "write"],
  })),
}

/** Cookies that are none of our business, as analytics and shops leave them. */
const otherCookies = (count) =>
  Array.from({ length: count }, (_, i) => `_tracker_${i}=GA1.2.${1_000_000_000 + i * 7919}.${1_700_000_000 + i}`)

const chunkLength = 3933

/** The cookies that hold a token: one, or as many as it needs. */
function tokenCookies(name, token) {
  if (token.length <= chunkLength) return [`${name}=${token}`]
  const count = Math.ceil(token.length / chunkLength)
  return Array.from({ length: count }, (_, i) => `${name}.${i}=${token.slice(i * chunkLength, (i + 1) * chunkLength)}`)
}

/** A `Cookie` header: a session's token among `others` that are not ours. */
export function cookieHeader(others, name, token) {
  const around = otherCookies(others)
  const middle = Math.floor(others / 2)
  const ours = token === undefined ? [] : tokenCookies(name, token)
  return [...around.slice(0, middle), ...ours, ...around.slice(middle)].join("; ")
}

/** What else a browser of next-auth v4 sends once it has signed in. */
export const companions = [
  `next-auth.csrf-token=${"c5".repeat(32)}%7C${"9a".repeat(32)}`,
  "next-auth.callback-url=http%3A%2F%2Flocalhost%3A3000",
]

/** A request of the Pages Router: the cookies are parsed, by Next.js' own parser, when somebody asks for them. */
export class PagesRequest {
  #cookies
  constructor(headers) {
    this.headers = headers
    this.method = "GET"
    this.url = "/"
    this.query = {}
  }
  get cookies() {
    this.#cookies ??= getCookieParser(this.headers)()
    return this.#cookies
  }
}

/** What middleware is given; its address is parsed already, as Next.js does before it looks for middleware. */
export const middlewareRequests = (path, headers) =>
  headers.map((one) => {
    const request = new NextRequest(`http://localhost:3000${path}`, { headers: one })
    request.nextUrl.pathname
    return request
  })

/** As much of a response as reading a session touches. */
export class PagesResponse {
  #headers = new Map()
  statusCode = 200
  headersSent = false
  getHeader(name) {
    return this.#headers.get(name.toLowerCase())
  }
  setHeader(name, value) {
    this.#headers.set(name.toLowerCase(), value)
    return this
  }
}
