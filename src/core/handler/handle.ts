/** A request in, an answer out: URL → flow → answer. */
import type { Outcome } from "../contracts/outcome.js"
import type { IncomingRequest, OutgoingAnswer } from "../contracts/request.js"
import { RequestError } from "../errors.js"
import { type FlowContext, settleDestination } from "../flows/context.js"
import { type Body, firstValues, noBody, readBody, repeatedNames } from "../http/body.js"
import { createCheckCookies } from "../http/check-cookies.js"
import { createCookieJar } from "../http/cookie-jar.js"
import type { Site } from "../http/site.js"
import type { Config } from "../options/config.js"
import { explain } from "./explain.js"
import { respond } from "./respond.js"
import { type Route, routes } from "./routes.js"

/**
 * Answers a request to one of our endpoints. Never rejects.
 *
 * `path`: the parts of the path below our endpoints, where a router has found them already.
 */
export async function handle(
  config: Config,
  request: IncomingRequest,
  path?: readonly string[],
): Promise<OutgoingAnswer> {
  const url = new URL(request.url, "http://localhost")
  const site = config.siteOf(request.headers)
  const [action = "", argument] = path ?? pathSegments(url.pathname, site.basePath)
  const route = findRoute(action, request.method)
  if (config.problem)
    return (await import("./refuse-all.js")).refuseAll(config, config.problem, site, url, route?.isPage)

  const body = await readBody(request).catch((error: Error) => error)
  const context = createContext(config, site, request, url, action, argument, body instanceof Error ? noBody : body)
  const outcome = await run(context, route, body).catch((error) => explain(error, context))
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

async function run(context: FlowContext, route: Route | undefined, body: Body | Error): Promise<Outcome> {
  if (!route) {
    // next-auth v4's words, which monitoring may look for.
    const { method } = context.request
    throw new RequestError("UNKNOWN_ACTION", `This action with HTTP ${method} is not supported by NextAuth.js`)
  }
  if (body instanceof Error) throw body
  if (!route.settlesDestination) return route.flow(context)
  return route.flow({ ...context, destination: await settleDestination(context) })
}

function createContext(
  config: Config,
  site: Site,
  { method, headers }: IncomingRequest,
  url: URL,
  action: string,
  argument: string | undefined,
  { fields, repeated }: Body,
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
      body: fields,
      repeated: new Set([...repeatedNames(url.searchParams), ...repeated]),
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
