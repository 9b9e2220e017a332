/** `countersign/middleware`: lets signed-in visitors pass and sends the others to sign in. For JWT sessions. */
import type { NextFetchEvent, NextRequest } from "next/server.js"
import type { JWTDecodeParams } from "../../core/contracts/token.js"
import { ConfigurationError } from "../../core/errors.js"
import type { Awaitable, JWT } from "../../core/model.js"
import { env } from "../../core/options/env.js"
import { type GetTokenParams, getToken } from "../../core/session/get-token.js"

export interface NextRequestWithAuth extends NextRequest {
  nextauth: { token: JWT | null }
}

type MiddlewareResult = Response | null | undefined | void

export type NextMiddlewareWithAuth = (
  request: NextRequestWithAuth,
  event: NextFetchEvent,
) => MiddlewareResult | Promise<MiddlewareResult>

/** Repeat here what differs from the defaults in the options of NextAuth: middleware does not see them. */
export interface NextAuthMiddlewareOptions {
  /** Your own sign-in and error pages. */
  pages?: { signIn?: string; error?: string } | undefined
  /** The session cookie's name, when it is your own. */
  cookies?: { sessionToken?: { name?: string; options?: unknown } } | undefined
  /** Your own `jwt.decode`. */
  jwt?: { decode?: (params: JWTDecodeParams) => Awaitable<JWT | null> } | undefined
  callbacks?:
    | {
        /** Whether the visitor may pass. Only a truthy answer lets anybody in. Default: whether there is a token. */
        authorized?: (params: { token: JWT | null; req: NextRequest }) => Awaitable<boolean>
      }
    | undefined
  /** Default: `NEXTAUTH_SECRET`, then `AUTH_SECRET`. */
  secret?: string | undefined
}

type Guard = (request: NextRequestWithAuth, event: NextFetchEvent) => Promise<MiddlewareResult>

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
 * there is no secret.
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
 */
export function withAuth(): Guard
export function withAuth(
  request: NextRequestWithAuth,
  options?: NextFetchEvent | NextAuthMiddlewareOptions,
): Promise<MiddlewareResult>
export function withAuth(middleware: NextMiddlewareWithAuth, options?: NextAuthMiddlewareOptions): Guard
export function withAuth(options: NextAuthMiddlewareOptions): Guard
export function withAuth(
  ...args: [
    first?: NextRequestWithAuth | NextMiddlewareWithAuth | NextAuthMiddlewareOptions,
    second?: NextFetchEvent | NextAuthMiddlewareOptions,
  ]
): Guard | Promise<MiddlewareResult> {
  const [first, second] = args
  if (isRequest(first)) return guard(first, isOptions(second) ? second : {})

  if (typeof first === "function") {
    const options = isOptions(second) ? second : {}
    return (request, event) => guard(request, options, () => first(request, event))
  }
  // React calls a component with its props and something else; nobody else passes two arguments like these.
  if (args.length > 1) throw renderedAsPage()
  return (request) => guard(request, first ?? {})
}

export { withAuth as default, withAuth as middleware, withAuth as proxy }

async function guard(
  request: NextRequestWithAuth,
  options: NextAuthMiddlewareOptions,
  pass?: () => MiddlewareResult | Promise<MiddlewareResult>,
): Promise<MiddlewareResult> {
  const { pathname, search, origin, basePath } = addressOf(request)
  const signInPage = options.pages?.signIn ?? "/api/auth/signin"
  const errorPage = options.pages?.error ?? "/api/auth/error"
  if (isAlwaysFree(pathname, basePath, [signInPage, errorPage])) return undefined

  const secret = options.secret ?? env.secret()
  if (!secret) {
    console.error("[countersign] NO_SECRET: nobody can pass. Set `NEXTAUTH_SECRET`, or pass `secret` to `withAuth`.")
    return redirectTo(new URL(`${basePath}${errorPage}`, origin), "error", "Configuration")
  }

  const token = await getToken(tokenParams(request, options, secret))
  const { authorized } = options.callbacks ?? {}
  const mayPass = authorized ? await authorized({ req: request, token }) : token !== null
  if (!mayPass) {
    return redirectTo(new URL(`${basePath}${signInPage}`, origin), "callbackUrl", `${basePath}${pathname}${search}`)
  }
  if (!pass) return undefined
  request.nextauth = { token }
  return pass()
}

function tokenParams(
  req: NextRequest,
  { cookies, jwt }: NextAuthMiddlewareOptions,
  secret: string,
): GetTokenParams<false> {
  const cookieName = cookies?.sessionToken?.name
  return {
    req,
    secret,
    ...(cookieName === undefined ? {} : { cookieName }),
    ...(jwt?.decode === undefined ? {} : { decode: jwt.decode }),
  }
}

/** Our own endpoints and pages, without which nobody could sign in, and what the pages are made of. */
function isAlwaysFree(pathname: string, basePath: string, pages: readonly string[]): boolean {
  return (
    isWithin(`${basePath}${pathname}`, authPath()) ||
    pages.some((page) => page.split("?", 1)[0] === pathname) ||
    isWithin(pathname, "/_next") ||
    pathname === "/favicon.ico"
  )
}

const isWithin = (pathname: string, parent: string): boolean => pathname === parent || pathname.startsWith(`${parent}/`)

function authPath(): string {
  const url = env.url()
  if (!url) return "/api/auth"
  const path = new URL(/^https?:/i.test(url) ? url : `https://${url}`).pathname.replace(/\/+$/, "")
  return path === "" ? "/api/auth" : path
}

function redirectTo(url: URL, parameter: string, value: string): Response {
  url.searchParams.append(parameter, value)
  return new Response(null, { status: 307, headers: { location: url.href, "cache-control": "private, no-store" } })
}

function addressOf(request: NextRequest): { pathname: string; search: string; origin: string; basePath: string } {
  if (request.nextUrl) return request.nextUrl
  const { pathname, search, origin } = new URL(request.url)
  return { pathname, search, origin, basePath: "" }
}

const isRequest = (value: unknown): value is NextRequestWithAuth => value instanceof Request

/** A fetch event is harmlessly no options at all. */
const isOptions = (value: unknown): value is NextAuthMiddlewareOptions =>
  typeof value === "object" && value !== null && !("waitUntil" in value)

const renderedAsPage = (): ConfigurationError =>
  new ConfigurationError(
    "MIDDLEWARE_MISUSED",
    "`withAuth` was rendered as a page, so it protects nothing. Next.js runs no `_middleware` files: move it to `middleware` (Next.js 16: `proxy`) beside `pages` or `app`, with a `config.matcher`.",
  )
