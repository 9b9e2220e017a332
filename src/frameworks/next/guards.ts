/**
 * Guards at the page and at the handler: the second layer, which holds where a proxy was passed by. Each asks the policy of the options,
 * or a rule in its place.
 */
import type { GetServerSidePropsContext, GetServerSidePropsResult } from "next"
import type { NextRequest } from "next/server.js"
import { type Auth, configOf, createAuth } from "../../auth.js"
import type { AnyRule, Places, Rule } from "../../core/contracts/policy.js"
import { judge, type KnownVisitor, type Visit } from "../../core/guard/judge.js"
import { locationOf, refusalOf } from "../../core/guard/refusal.js"
import { type Somebody, signedIn } from "../../core/guard/rules.js"
import type { Awaitable, Session } from "../../core/model.js"
import type { Config } from "../../core/options/config.js"
import type { AuthOptions } from "../../core/options/options.js"
import { headersOf, isPrivate, keptPrivate, type NodeRequest, type NodeResponse, setCookies } from "./node-request.js"

/** What is known of whoever passed: their session, and what the rule proved. */
export type Passed<P extends object> = P extends Somebody ? P : { readonly session: Session | null } & P

/** Where a server component is, as it knows itself: it is told no address. */
export interface Place {
  /** As the policy writes it, without a query: `/posts/7`. */
  readonly path: string
  readonly method?: string
}

export interface Guards {
  /**
   * Lets nobody reach the handler who may not: a route handler `(request, context)` or an API route `(req, res)`. Its third
   * argument is what is known of the visitor.
   *
   * @param rule in place of the policy. Without one, somebody must be signed in as well
   */
  protect<P extends object = Somebody, C extends object = object, Q extends Request = Request>(
    handler: (request: Q, context: C, visitor: Passed<P>) => Awaitable<Response>,
    rule?: Rule<P>,
  ): (request: Q, context: C) => Promise<Response>
  protect<P extends object = Somebody, Q extends NodeRequest = NodeRequest, S extends NodeResponse = NodeResponse>(
    handler: (req: Q, res: S, visitor: Passed<P>) => unknown,
    rule?: Rule<P>,
  ): (req: Q, res: S) => Promise<void>
  /** The same for a page of the Pages Router. Without `getServerSideProps`, the page gets `session` as a prop. */
  protectPage<P extends object = Somebody, R extends object = { session: Passed<P>["session"] }>(
    getServerSideProps?: (
      context: GetServerSidePropsContext,
      visitor: Passed<P>,
    ) => Awaitable<GetServerSidePropsResult<R>>,
    rule?: Rule<P>,
  ): (context: GetServerSidePropsContext) => Promise<GetServerSidePropsResult<R>>
  /**
   * Who is signed in and may be here, in server components and server actions of the App Router. Whoever may not is sent away, so
   * nothing after it runs.
   *
   * @param of a rule; or the path, for the policy to decide. Default: whoever is signed in
   */
  requireSession<P extends object = Somebody>(of?: Rule<P> | Place): Promise<Passed<P>>
}

/**
 * @throws {ConfigurationError} by its functions, when the options cannot work. They never fail open.
 * @example
 * ```ts
 * export const { protect, protectPage, requireSession } = createGuards(authOptions)
 * ```
 * @example
 * ```ts
 * export const GET = protect((request, context, { session }) => Response.json({ ordersOf: session.user.email }))
 * ```
 */
export function createGuards(options: AuthOptions): Guards {
  const ready = async (): Promise<Guard> => ({ auth: createAuth(options), config: await configOf(options) })
  return {
    protect:
      (handler: WebHandler | ApiHandler, rule?: AnyRule) => async (request: Request | NodeRequest, second: object) =>
        request instanceof Request
          ? guardHandler(await ready(), handler as WebHandler, rule, request, second)
          : guardApiRoute(await ready(), handler as ApiHandler, rule, request, second as NodeResponse),
    protectPage:
      (getServerSideProps: PropsOf = sessionAsProp, rule?: AnyRule) =>
      async (context: GetServerSidePropsContext) =>
        guardPage(await ready(), getServerSideProps, rule, context),
    requireSession: async (of: AnyRule | Place = signedIn) => requireSession(await ready(), of),
  } as Guards
}

interface Guard {
  readonly auth: Auth
  readonly config: Config
}

type WebHandler = (request: Request, context: object, visitor: KnownVisitor) => Awaitable<Response>
type ApiHandler = (req: NodeRequest, res: NodeResponse, visitor: KnownVisitor) => unknown
type PropsOf = (
  context: GetServerSidePropsContext,
  visitor: KnownVisitor,
) => Awaitable<GetServerSidePropsResult<object>>

async function guardHandler(
  guard: Guard,
  handler: WebHandler,
  rule: AnyRule | undefined,
  request: Request,
  context: object,
): Promise<Response> {
  const { method, headers } = request
  const { pathname, search, basePath } = (request as Partial<NextRequest>).nextUrl ?? plainAddress(request)
  const visit = { method, headers, pathname, path: basePath + pathname + search, isCall: true }
  const judgement = await judge(guard.auth, guard.config.log, visit, rule)
  if (judgement.kind !== "allow") {
    const refusal = refusalOf(judgement.kind, visit, placesOf(guard, headers))
    return new Response(refusal.body, refusal)
  }
  const response = await handler(request, context, judgement.passed)
  return withCookies(response, judgement.cookies)
}

function plainAddress({ url }: Request): { pathname: string; search: string; basePath: string } {
  const { pathname, search } = new URL(url)
  return { pathname, search, basePath: "" }
}

/** In a copy: what `fetch` and `Response.redirect` return cannot be changed. */
function withCookies(response: Response, cookies: readonly string[]): Response {
  if (cookies.length === 0) return response
  const copy = new Response(response.body, response)
  for (const cookie of cookies) copy.headers.append("set-cookie", cookie)
  if (!isPrivate(copy.headers.get("cache-control"))) copy.headers.set("cache-control", keptPrivate)
  return copy
}

async function guardApiRoute(
  guard: Guard,
  handler: ApiHandler,
  rule: AnyRule | undefined,
  req: NodeRequest,
  res: NodeResponse,
): Promise<void> {
  const headers = headersOf(req)
  const visit = { ...visitOf(guard, req.method ?? "GET", addressOf(req), headers), isCall: true }
  const judgement = await judge(guard.auth, guard.config.log, visit, rule)
  if (judgement.kind !== "allow") {
    const refusal = refusalOf(judgement.kind, visit, placesOf(guard, headers))
    res.statusCode = refusal.status
    for (const [name, value] of Object.entries(refusal.headers)) res.setHeader(name, value)
    res.end(refusal.body ?? "")
    return
  }
  setCookies(res, judgement.cookies)
  await handler(req, res, judgement.passed)
}

/** Express takes from `url` what a router is mounted at, and keeps the whole apart. */
const addressOf = ({ url, originalUrl }: NodeRequest & { originalUrl?: string }): string => originalUrl ?? url ?? "/"

async function guardPage(
  guard: Guard,
  getServerSideProps: PropsOf,
  rule: AnyRule | undefined,
  context: GetServerSidePropsContext,
): Promise<GetServerSidePropsResult<object>> {
  const { req, res, resolvedUrl } = context
  const headers = headersOf(req)
  const visit = visitOf(guard, req.method ?? "GET", resolvedUrl, headers)
  const judgement = await judge(guard.auth, guard.config.log, visit, rule)
  if (judgement.kind !== "allow") {
    return { redirect: { destination: locationOf(judgement.kind, visit, placesOf(guard, headers)), permanent: false } }
  }
  setCookies(res, judgement.cookies)
  return getServerSideProps(context, judgement.passed)
}

const sessionAsProp: PropsOf = async (_, { session }) => ({ props: { session } })

async function requireSession(guard: Guard, of: AnyRule | Place): Promise<KnownVisitor> {
  const [{ headers: read }, { redirect }] = await Promise.all([import("next/headers.js"), import("next/navigation.js")])
  const headers = await read()
  const place = "path" in of ? of : null
  const visit = place
    ? visitOf(guard, place.method ?? "GET", place.path, headers)
    : { method: "GET", pathname: "/", path: null, headers }
  const judgement = await judge(guard.auth, guard.config.log, visit, place ? undefined : (of as AnyRule))
  if (judgement.kind === "allow") return judgement.passed
  return redirect(locationOf(judgement.kind, visit, placesOf(guard, headers)))
}

/** Next.js takes away the path that an app is mounted at; the address of our endpoints still has it. */
function visitOf({ config }: Guard, method: string, url: string, headers: Visit["headers"]): Visit {
  const mountedAt = config.siteOf(headers).basePath.replace(/\/api\/auth$/, "")
  return { method, headers, pathname: url.split(/[?#]/, 1)[0] ?? "/", path: mountedAt + url }
}

function placesOf({ config }: Guard, headers: Visit["headers"]): Places {
  const { origin, baseUrl } = config.siteOf(headers)
  const { signIn, error } = config.pages
  return {
    signIn: signIn ? new URL(signIn, origin).href : `${baseUrl}/signin`,
    error: error ? new URL(error, origin).href : `${baseUrl}/error`,
  }
}
