/** An app with everything that reads requests, and its doors: each takes a generated request and fails on anything but an answer. */
import { NextRequest } from "next/server.js"
import { expect } from "vitest"
import { MemoryAdapter } from "../../../src/adapters/memory.js"
import { logout } from "../../../src/features/logout/index.js"
import { type NextRequestWithAuth, withAuth } from "../../../src/frameworks/next/middleware.js"
import NextAuth from "../../../src/frameworks/next/next-auth.js"
import { getServerSession } from "../../../src/frameworks/next/server-session.js"
import type { AuthOptions, Provider } from "../../../src/index.js"
import { getToken } from "../../../src/jwt.js"
import { definePolicy, everyone, role, signedIn, signedInWithin } from "../../../src/policy.js"
import Email from "../../../src/providers/email.js"
import { openApp, secret } from "../../support/app.js"
import { type Content, wellFormed } from "./generated.js"

/** Nothing listens there: what a provider answers is another campaign. */
const away = "http://127.0.0.1:9"
const providers: Provider[] = [
  ...openApp().options.providers,
  {
    id: "example",
    name: "Example",
    type: "oauth",
    clientId: "the-client",
    clientSecret: "the-client-secret",
    authorization: `${away}/authorize`,
    token: `${away}/token`,
    userinfo: `${away}/userinfo`,
  },
  {
    id: "openid",
    name: "OpenID",
    type: "oidc",
    issuer: away,
    clientId: "the-client",
    clientSecret: "the-client-secret",
    logout: logout({ backChannel: true, frontChannel: true, rpInitiated: true }),
  },
  Email({ code: true, sendVerificationRequest: () => {} }),
]

export const policy = definePolicy({
  default: "deny",
  routes: {
    "/": everyone,
    "/members/**": signedIn,
    "/admin/**": role("admin"),
    "/payout": signedInWithin(300),
    "POST /orders/:id": signedIn,
  },
  locales: ["en", "de"],
})

const open = (options: Partial<AuthOptions> = {}) =>
  openApp({
    providers,
    adapter: MemoryAdapter(),
    session: { strategy: "jwt" },
    policy,
    callbacks: {
      jwt: ({ token, session }) => (session === undefined ? token : { ...token, session }),
      session: ({ session, token }) => ({ ...session, shown: token?.session }),
    },
    ...options,
  })

export const app = open({ logger: { error() {}, warn() {}, debug() {} } })
/** The same people, whose sessions are rows. */
const withRows = open({
  session: { strategy: "database" },
  callbacks: {},
  logger: { error() {}, warn() {}, debug() {} },
})

export interface Sent {
  readonly method: string
  readonly path: readonly string[]
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly content: Content
}

const types = /^(application\/json|text\/html|text\/plain); charset=utf-8$/

interface Answered {
  readonly status: number
  readonly text: string
  header(name: string): string | null
}

/** No server's error, nothing that a script could hide in, nothing that a cache may keep. */
function expectAnswer({ status, text, header }: Answered): void {
  expect(status).toBeGreaterThanOrEqual(200)
  expect(status).toBeLessThan(500)
  const type = header("content-type")
  if (header("location") === null) expect(type).toMatch(types)
  else expect([status, text]).toEqual([302, ""])
  if (type?.startsWith("application/json")) JSON.parse(text)
  if (type?.startsWith("text/html")) expect(text).not.toContain("<script")
  expect(header("cache-control")).toContain("no-store")
}

/** Statuses of all answers, so that a campaign can say that it was about something. */
export const statuses = new Map<number, number>()
const counted = (answer: Answered): void => {
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
  expectAnswer(answer)
}

/** For any server that speaks `Request` and `Response`. */
export async function requestDoor({ method, path, query, headers, content: { type, body } }: Sent): Promise<void> {
  const address = `https://app.example/api/auth/${path.map(wellFormed).join("/")}?${wellFormed(query)}`
  const hasBody = !/^(GET|HEAD)$/i.test(method)
  const sent = { ...headers, ...(type ? { "content-type": type } : {}) }
  const request = new Request(address, { method, headers: sent, ...(hasBody ? { body: wellFormed(body) } : {}) })
  const response = await app.auth.handle(request)
  const text = await response.text()
  counted({ status: response.status, text, header: (name) => response.headers.get(name) })
}

/** As Next.js parses what comes for an API route. */
function parsed({ type, body }: Content): unknown {
  if (/json/i.test(type)) return parseJson(body)
  return /urlencoded/.test(type) ? Object.fromEntries(new URLSearchParams(body)) : body
}
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const responseOfNode = () => {
  const sent: Record<string, unknown> = {}
  return {
    sent,
    statusCode: 200,
    headersSent: false,
    text: "",
    getHeader: (name: string) => sent[name.toLowerCase()] as string,
    setHeader: (name: string, value: unknown) => void Object.assign(sent, { [name.toLowerCase()]: value }),
    end(text = "") {
      this.text = text
    },
  }
}

/** The Pages Router: Node's headers, a body that Next.js has parsed already, at its own cost. */
export function pagesDoor({ method, path, query, headers, content }: Sent): () => Promise<void> {
  const sent = { ...headers, ...(content.type ? { "content-type": content.type } : {}) }
  const body = /^(GET|HEAD)$/i.test(method) ? undefined : parsed(content)
  const url = `/api/auth/${path.join("/")}?${query}`
  return async () => {
    const res = responseOfNode()
    await NextAuth({ method, url, headers: sent, query: { nextauth: [...path] }, body }, res, app.options)
    counted({ status: res.statusCode, text: res.text, header: (name) => (res.sent[name] as string) ?? null })
  }
}

export type Visit = Readonly<Record<string, string>>

/** `getToken`, with each kind of request that it takes: claims of somebody, or nobody. */
export async function tokenDoor(headers: Visit, kind: number): Promise<void> {
  const cookies = new Map([["__Secure-next-auth.session-token", headers.cookie ?? ""]])
  const req = [{ headers }, { headers: new Headers(headers) }, { headers: { ...headers, cookie: "" }, cookies }][kind]
  const token = await getToken({ req: req as object, secret, secureCookie: true })
  expect(token === null || (typeof token === "object" && !Array.isArray(token))).toBe(true)
}

/** `getServerSession`, for sessions in tokens and for sessions in rows. */
export async function serverSessionDoor(headers: Visit, isInRows: boolean): Promise<void> {
  const session = await getServerSession({ headers }, responseOfNode() as never, (isInRows ? withRows : app).options)
  expect(session === null || typeof session === "object").toBe(true)
}

const guards = [withAuth({ secret }), withAuth({ secret, policy, auth: app.auth }), withAuth({ secret, policy })]

/** Middleware, by the session token, and by a policy with and without the app's sessions. */
export async function middlewareDoor(path: string, headers: Visit, method: string, kind: number): Promise<void> {
  const address = `https://app.example/${wellFormed(path)}`
  const request = new NextRequest(address, { headers, method })
  const answer = await guards[kind]?.(request as unknown as NextRequestWithAuth & Request)
  if (answer) expect(answer.status).toBeOneOf([303, 307, 400, 401, 403, 404])
}
