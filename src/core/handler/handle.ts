/** A request in, a response out: URL → flow → answer. */
import type { Outcome } from "../contracts/outcome.js"
import { RequestError } from "../errors.js"
import { type FlowContext, settleDestination } from "../flows/context.js"
import { firstValues, readBody, repeatedNames } from "../http/body.js"
import { createCheckCookies } from "../http/check-cookies.js"
import { createCookieJar } from "../http/cookie-jar.js"
import type { Site } from "../http/site.js"
import type { Config } from "../options/config.js"
import { explain, serverError } from "./explain.js"
import { respond } from "./respond.js"
import { type Route, routes } from "./routes.js"

/**
 * Answers a request to one of our endpoints. Never rejects.
 *
 * `path`: the parts of the path below our endpoints, where a router has found them already.
 */
export async function handle(config: Config, request: Request, path?: readonly string[]): Promise<Response> {
  const url = new URL(request.url)
  const site = config.siteOf(request.headers)
  const [action = "", argument] = path ?? pathSegments(url.pathname, site.basePath)
  const route = findRoute(action, request.method)
  if (config.problem) return refuseAll(config, site, route, url)

  const context = createContext(config, site, request, url, action, argument)
  const outcome = await run(context, route, request).catch((error) => explain(error, context))
  try {
    return respond(outcome, context.jar.changes(), context.request.body.json === "true")
  } catch (error) {
    return respond(explain(error, context), [], false) // what a callback returned cannot be sent, such as a BigInt
  }
}

/** A method is a word of the caller's, and may be `constructor`. */
function findRoute(action: string, method: string): Route | undefined {
  const methods = routes.get(action)
  return methods && Object.hasOwn(methods, method) ? methods[method] : undefined
}

async function run(context: FlowContext, route: Route | undefined, request: Request): Promise<Outcome> {
  if (!route) {
    // next-auth v4's words, which monitoring may look for.
    throw new RequestError("UNKNOWN_ACTION", `This action with HTTP ${request.method} is not supported by NextAuth.js`)
  }
  const { fields, repeated } = await readBody(request)
  const open = context as { -readonly [K in keyof FlowContext]: FlowContext[K] }
  open.request = {
    ...context.request,
    body: fields,
    ...(repeated.length > 0 ? { repeated: new Set([...context.request.repeated, ...repeated]) } : {}),
  }
  if (route.settlesDestination) open.destination = await settleDestination(context)
  return route.flow(context)
}

function createContext(
  config: Config,
  site: Site,
  { method, headers }: Request,
  url: URL,
  action: string,
  argument: string | undefined,
): FlowContext {
  const cookies = config.cookies(site.secure)
  const jar = createCookieJar(headers.get("cookie") ?? "")
  return {
    config,
    origin: site.origin,
    baseUrl: site.baseUrl,
    secure: site.secure,
    cookies,
    jar,
    checks: createCheckCookies(jar, cookies, config.jwt.secret),
    request: {
      method,
      headers,
      query: firstValues(url.searchParams),
      body: {},
      repeated: new Set(repeatedNames(url.searchParams)),
    },
    action,
    argument,
    provider: argument === undefined ? undefined : config.providers.get(argument),
    destination: site.origin,
    now: new Date(),
    log: config.log,
  }
}

/** The parts of the path below our endpoints; none when the path is somewhere else. */
function pathSegments(pathname: string, basePath: string): string[] {
  if (!pathname.startsWith(`${basePath}/`)) return []
  return pathname
    .slice(basePath.length + 1)
    .split("/")
    .map(decodeSegment)
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The configuration cannot work, so nothing is answered but that: no session, no sign-in, no token. */
function refuseAll(config: Config, site: Site, route: Route | undefined, url: URL): Response {
  const problem = config.problem as NonNullable<Config["problem"]>
  config.log.error(problem.code, problem)
  if (!route?.isPage) return respond(serverError(), [], false)

  const ownPage = config.pages.error
  const isLoop = ownPage !== undefined && url.searchParams.get("callbackUrl")?.startsWith(ownPage)
  if (ownPage !== undefined && !isLoop) {
    const location = `${ownPage}${ownPage.includes("?") ? "&" : "?"}error=Configuration`
    return respond({ kind: "redirect", location }, [], false)
  }
  const { origin, baseUrl } = site
  const { page, status } = config.builtInPages.error({ theme: config.theme, origin, baseUrl, error: "Configuration" })
  return respond({ kind: "page", page, status }, [], false)
}
