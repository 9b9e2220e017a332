/** A small server with a policy in front of its pages, and ways to get that wrong. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { createAuth } from "../../src/auth.js"
import type { Policy } from "../../src/core/contracts/policy.js"
import { open } from "../../src/core/crypto/seal.js"
import { refusalOf } from "../../src/core/guard/refusal.js"
import type { Session } from "../../src/core/model.js"

export const secret = "a secret of the probe's tests, 32 characters"

/** What a careless developer might write. */
export interface Flaws {
  /** Whether a request gets past the guard. */
  passesBy?: (request: IncomingMessage, path: string) => boolean
  /** Which page the router takes a path for. Default: the path. */
  routes?: (path: string) => string
  /** Who is signed in. Default: whoever has a session that is valid. */
  session?: (headers: Headers) => Promise<Session | null>
  cacheControl?: string
  /** Where the app is mounted. */
  base?: string
  /** Name of the session cookie. */
  cookie?: string
  /** Sends on to the path with a slash behind it, as Next.js does with `trailingSlash`. */
  wantsSlash?: boolean
  /** Instead of what the policy answers. */
  refusesWith?: number
}

export interface RunningServer {
  readonly url: string
  /** Methods and paths that were asked. */
  readonly asked: string[]
  /** Those of them that were answered with a page. */
  readonly served: string[]
  close(): void
}

const pages: Readonly<Record<string, string>> = {
  "/": "Welcome",
  "/dashboard": "What the signed-in see",
  "/admin": "What administrators see",
  "/api/orders/7": "An order",
  "/fresh": "What only those see who have just signed in",
  "/api/posts": "All posts",
}

const callbacks = {
  session: ({ session, token }: { session: Session; token: object }) =>
    ({ ...session, user: { ...session.user, ...("role" in token ? { role: token.role } : {}) } }) as Session,
}

export async function startServer(policy: Policy, flaws: Flaws = {}): Promise<RunningServer> {
  const auth = createAuth({
    providers: [],
    secret,
    policy,
    callbacks,
    logger: { error() {}, warn() {} },
    ...cookiesOf(flaws),
  })
  const asked: string[] = []
  const served: string[] = []
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const pathname = pathnameOf(request, flaws)
    if (pathname.startsWith("/api/auth/"))
      return answerWith(response, await auth.handle(new Request(`http://localhost${pathname}`, { headers })))
    if (flaws.wantsSlash && !pathname.endsWith("/")) return response.writeHead(308, { location: `${pathname}/` }).end()
    const session = flaws.session ?? (async () => (await auth.session(headers)).session)
    const method = request.method ?? "GET"
    const question = {
      method,
      pathname,
      headers,
      session: () => session(headers),
      authTime: () => auth.authTime(headers),
    }
    const decision = flaws.passesBy?.(request, pathname) ? null : await policy.decide(question)
    if (decision && decision.kind !== "allow") {
      const places = { signIn: "http://localhost/api/auth/signin", error: "http://localhost/api/auth/error" }
      const refusal = refusalOf(decision.kind, { method, path: pathname, headers }, places)
      return response.writeHead(flaws.refusesWith ?? refusal.status, refusal.headers).end(refusal.body)
    }
    const page =
      pages[flaws.routes?.(pathname) ?? decoded(flaws.wantsSlash ? pathname.replace(/(.)\/$/, "$1") : pathname)]
    const isKnown = page !== undefined && method !== "OPTIONS"
    if (isKnown) served.push(`${method} ${pathname}`)
    response.writeHead(isKnown ? 200 : 404, { "cache-control": flaws.cacheControl ?? "private, no-store" })
    response.end(isKnown ? page : undefined)
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    served,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const cookiesOf = ({ cookie }: Flaws) => (cookie ? { cookies: { sessionToken: { name: cookie, options: {} } } } : {})

/** Of the request target, without the path that the app is mounted at. */
function pathnameOf({ url = "/" }: IncomingMessage, { base = "" }: Flaws): string {
  const path = url.replace(/[?#].*$/, "")
  return path.startsWith(`${base}/`) ? path.slice(base.length) : path
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}

async function answerWith(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
}

/** A reader that forgets to look at the time. */
export async function sessionThatNeverExpires(headers: Headers): Promise<Session | null> {
  const token = /next-auth\.session-token=([^;]+)/.exec(headers.get("cookie") ?? "")?.[1] ?? ""
  const claims = await open(token, secret, "")
  return claims === null
    ? null
    : { user: { role: JSON.parse(claims).role } as object, expires: "2099-01-01T00:00:00.000Z" }
}
