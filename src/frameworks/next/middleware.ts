/** `countersign/middleware`: lets signed-in visitors pass and sends the others to sign in. */
import type { NextFetchEvent, NextRequest } from "next/server.js"
import { ConfigurationError } from "../../core/errors.js"
import { type Address, decidePassage, type PassageOptions } from "../../core/guard/decide-passage.js"
import type { JWT, Session } from "../../core/model.js"

export interface NextRequestWithAuth extends NextRequest {
  nextauth: { token: JWT | null; session?: Session | null }
}

type MiddlewareResult = Response | null | undefined | void

export type NextMiddlewareWithAuth = (
  request: NextRequestWithAuth,
  event: NextFetchEvent,
) => MiddlewareResult | Promise<MiddlewareResult>

/** Repeat here what differs from the defaults in the options of NextAuth (pages, cookie name, `decode`, secret): middleware does not see them. */
export interface NextAuthMiddlewareOptions extends PassageOptions<NextRequest> {}

type Guard = (request: NextRequestWithAuth, event: NextFetchEvent) => Promise<MiddlewareResult>

/** For any server that speaks `Request` and `Response`. `undefined`: the visitor passes. */
type PlainGuard = (request: Request, event?: NextFetchEvent) => Promise<Response | undefined>

export type WithAuthArgs =
  | [NextRequestWithAuth]
  | [NextRequestWithAuth, NextFetchEvent]
  | [NextRequestWithAuth, NextAuthMiddlewareOptions]
  | [NextMiddlewareWithAuth]
  | [NextMiddlewareWithAuth, NextAuthMiddlewareOptions]
  | [NextAuthMiddlewareOptions]
  | []

/**
 * Protects every path that the file's `config.matcher` selects; without a matcher, the whole site. Nobody passes while
 * there is no secret. The session token decides; with `auth`, the session.
 *
 * @throws {ConfigurationError} when it is rendered as a page, as a `_middleware` file under `pages` is.
 * @example
 * ```ts
 * // proxy.ts (Next.js 16; before: middleware.ts, with `as middleware`)
 * export { default as proxy } from "countersign/middleware"
 * export const config = { matcher: ["/dashboard/:path*"] }
 * ```
 * @example
 * ```ts
 * export const proxy = withAuth({ callbacks: { authorized: ({ token }) => token?.role === "admin" } })
 * ```
 * @example
 * ```ts
 * // By the app's policy, without a matcher: every path is judged.
 * export const proxy = withAuth({ policy, auth: createAuth(authOptions) })
 * ```
 */
export function withAuth(): PlainGuard
export function withAuth(
  request: NextRequestWithAuth,
  options?: NextFetchEvent | NextAuthMiddlewareOptions,
): Promise<MiddlewareResult>
export function withAuth(middleware: NextMiddlewareWithAuth, options?: NextAuthMiddlewareOptions): Guard
export function withAuth(options: NextAuthMiddlewareOptions): PlainGuard
export function withAuth(
  ...args: [
    first?: NextRequestWithAuth | NextMiddlewareWithAuth | NextAuthMiddlewareOptions,
    second?: NextFetchEvent | NextAuthMiddlewareOptions,
  ]
): Guard | PlainGuard | Promise<MiddlewareResult> {
  const [first, second] = args
  if (isRequest(first)) return guard(first, ownOptions(second))

  if (typeof first === "function") {
    const options = ownOptions(second)
    return (request: NextRequestWithAuth, event: NextFetchEvent) => guard(request, options, () => first(request, event))
  }
  // React calls a component with its props and something else; nobody else passes two arguments like these.
  if (args.length > 1) throw renderedAsPage()
  const options = ownOptions(first)
  return (request: Request) => guard(request as NextRequestWithAuth, options) as Promise<Response | undefined>
}

export { withAuth as default, withAuth as middleware, withAuth as proxy }

async function guard(
  request: NextRequestWithAuth,
  options: NextAuthMiddlewareOptions,
  pass?: () => MiddlewareResult | Promise<MiddlewareResult>,
): Promise<MiddlewareResult> {
  const passage = await decidePassage(request, request.nextUrl ?? addressOf(request), options)
  if (passage.kind === "refused") return new Response(passage.refusal.body, passage.refusal)
  if (passage.kind === "turned-away") {
    // 307 would have the browser send a form on, with what was typed into it (RFC 9700 §4.12).
    const response = new Response(null, { status: request.method === "POST" ? 303 : 307 })
    response.headers.set("location", passage.location)
    response.headers.set("cache-control", "private, no-store")
    response.headers.set("vary", "Cookie")
    return response
  }
  if (passage.kind === "free" || !pass) return undefined
  request.nextauth = { ...passage.visitor }
  return pass()
}

/** A plain `Request`, as in a test. */
const addressOf = ({ url }: Request): Address => Object.assign(new URL(url), { basePath: "" })

const isRequest = (value: unknown): value is NextRequestWithAuth => value instanceof Request

/** Without what a library with a hole may have let somebody write into `Object.prototype`, such as a secret. A fetch event has no options. */
const ownOptions = (given: NextFetchEvent | NextAuthMiddlewareOptions | undefined): NextAuthMiddlewareOptions =>
  ({ __proto__: null, ...(given as object) }) as NextAuthMiddlewareOptions

const renderedAsPage = (): ConfigurationError =>
  new ConfigurationError(
    "MIDDLEWARE_MISUSED",
    "`withAuth` protects nothing as a page: move it from `_middleware` to `middleware` or `proxy` beside `pages` or `app`.",
  )
