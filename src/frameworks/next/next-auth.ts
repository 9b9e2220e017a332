import { answerOf, createAuth } from "../../auth.js"
import { ConfigurationError } from "../../core/errors.js"
import { isPromise } from "../../core/maybe-promise.js"
import type { AuthOptions } from "../../core/options/options.js"
import type { ApiRequest, NodeResponse } from "./node-request.js"
import { incoming, send } from "./pages-handler.js"

/** What the App Router hands to a route handler beside the request. */
export interface RouteContext {
  // biome-ignore lint/suspicious/noExplicitAny: Next.js types the parameters by the file's name
  params: any
}

/** A handler for both routers: `export default` in the Pages Router, `export { handler as GET, handler as POST }` in the App Router. */
export interface AuthHandler {
  (req: ApiRequest, res: NodeResponse): Promise<void>
  (request: Request, context: RouteContext): Promise<Response>
}

/**
 * The endpoints of `/api/auth`, for a catch-all route of Next.js.
 *
 * @example
 * ```ts
 * // pages/api/auth/[...nextauth].ts
 * export default NextAuth({ providers: [] })
 * ```
 * @example
 * ```ts
 * // app/api/auth/[...nextauth]/route.ts
 * const handler = NextAuth({ providers: [] })
 * export { handler as GET, handler as POST }
 * ```
 */
function NextAuth(options: AuthOptions): AuthHandler
/** Advanced initialisation: options that depend on the request. */
function NextAuth(req: ApiRequest, res: NodeResponse, options: AuthOptions): Promise<void>
function NextAuth(request: Request, context: RouteContext, options: AuthOptions): Promise<Response>
function NextAuth(
  ...args: [AuthOptions] | [ApiRequest, NodeResponse, AuthOptions] | [Request, RouteContext, AuthOptions]
): AuthHandler | Promise<void | Response> {
  if (args.length === 1) {
    const [options] = args
    if (typeof process !== "undefined" && process.env.NODE_ENV === "development") void checkProject()
    return ((req: ApiRequest | Request, res: NodeResponse | RouteContext) => answer(options, req, res)) as AuthHandler
  }
  const [req, res, options] = args
  return answer(options, req, res)
}

/** Loaded while developing alone. */
const checkProject = async (): Promise<void> => (await import("./project-check.js")).checkProjectOnce()

async function answer(
  options: AuthOptions,
  req: ApiRequest | Request,
  res: NodeResponse | RouteContext,
): Promise<void | Response> {
  if ("params" in res && res.params) {
    const { nextauth } = (await res.params) as { nextauth?: string[] }
    return createAuth(options).handle(req as Request, catchAll(nextauth))
  }
  const request = req as ApiRequest
  const answering = answerOf(options, incoming(request), catchAll(request.query?.nextauth))
  send(res as NodeResponse, isPromise(answering) ? await answering : answering)
}

function catchAll(segments: string | string[] | undefined): string[] {
  if (Array.isArray(segments)) return segments
  throw new ConfigurationError(
    "MISSING_NEXTAUTH_API_ROUTE_ERROR",
    "The route of NextAuth must be a catch-all: name the file `pages/api/auth/[...nextauth].js` or `app/api/auth/[...nextauth]/route.js`.",
  )
}

export default NextAuth
