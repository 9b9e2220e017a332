/** What all subjects are given: the same secret, claims, tokens and requests. */
import { getCookieParser } from "next/dist/server/api-utils/get-cookie-parser.js"
import { seal } from "./subjects/floor.mjs"

export const secret = "a-secret-of-the-benchmark-and-of-nothing-else"
export const sessionCookie = "next-auth.session-token"
const lifetime = 2_592_000 // seconds

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

const sealed = (claims) => {
  const now = Math.floor(Date.now() / 1000)
  return seal({ ...claims, iat: now, exp: now + lifetime, jti: crypto.randomUUID() }, secret)
}

export const smallToken = sealed(smallClaims)
export const largeToken = sealed(largeClaims)

/** The small token with one character of its ciphertext exchanged. */
export const tamperedToken = replaceAt(smallToken, 100, smallToken[100] === "A" ? "B" : "A")

function replaceAt(text, index, character) {
  return text.slice(0, index) + character + text.slice(index + 1)
}

/** Cookies that are none of our business, as analytics and shops leave them. */
const otherCookies = (count) =>
  Array.from({ length: count }, (_, i) => `_tracker_${i}=GA1.2.${1_000_000_000 + i * 7919}.${1_700_000_000 + i}`)

const chunkLength = 3933

/** The cookies that hold a token: one, or as many as it needs. */
function tokenCookies(token) {
  if (token.length <= chunkLength) return [`${sessionCookie}=${token}`]
  const count = Math.ceil(token.length / chunkLength)
  return Array.from(
    { length: count },
    (_, i) => `${sessionCookie}.${i}=${token.slice(i * chunkLength, (i + 1) * chunkLength)}`,
  )
}

/** A `Cookie` header: our cookies among `others` that are not. */
export function cookieHeader(others, ...tokens) {
  const around = otherCookies(others)
  const middle = Math.floor(others / 2)
  return [...around.slice(0, middle), ...tokens.flatMap(tokenCookies), ...around.slice(middle)].join("; ")
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
