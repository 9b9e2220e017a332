/** A request in, an answer out: URL → flow → answer. */
import type { Outcome } from "../contracts/outcome.js"
import type { IncomingRequest, OutgoingAnswer } from "../contracts/request.js"
import { RequestError } from "../errors.js"
import { type FlowContext, settleDestination } from "../flows/context.js"
import { type Body, noBody, readBody, readQuery } from "../http/body.js"
import { createCheckCookies } from "../http/check-cookies.js"
import { createCookieJar } from "../http/cookie-jar.js"
import type { Site } from "../http/site.js"
import { attempt, type MaybePromise, whenReady } from "../maybe-promise.js"
import type { Config } from "../options/config.js"
import { explain } from "./explain.js"
import { respond } from "./respond.js"
import { type Route, routes } from "./routes.js"

/**
 * Answers a request to one of our endpoints, at once where nobody has to be asked. Never throws, never rejects.
 *
 * `path`: the parts of the path below our endpoints, where a router has found them already.
 */
export function handle(
  config: Config,
  request: IncomingRequest,
  path?: readonly string[],
): MaybePromise<OutgoingAnswer> {
  const site = config.siteOf(request.headers)
  const [action = "", argument] = path ?? pathSegments(request.url, site.basePath)
  const route = routes.get(`${request.method} ${action}`)
  if (config.problem)
    return import("./refuse-all.js").then(({ refuseAll }) => refuseAll(config, site, request.url, route?.isPage))

  const reading = request.method === "POST" ? readBody(request).catch((error: Error) => error) : noBody
  return whenReady(reading, (body) => {
    const context = createContext(config, site, request, action, argument, body instanceof Error ? noBody : body)
    const running = attempt(
      () => run(context, route, body),
      (error) => explain(error, context),
    )
    return whenReady(running, (outcome) => answer(outcome, context))
  })
}

function answer(outcome: Outcome, context: FlowContext): OutgoingAnswer {
  try {
    return respond(outcome, context.jar.changes(), context.request.body.json === "true")
  } catch (error) {
    return respond(explain(error, context), [], false) // what a callback returned cannot be sent, such as a BigInt
  }
}

function run(context: FlowContext, route: Route | undefined, body: Body | Error): MaybePromise<Outcome> {
  if (!route) {
    // next-auth v4's words, which monitoring may look for.
    const { method } = context.request
    throw new RequestError("UNKNOWN_ACTION", `This action with HTTP ${method} is not supported by NextAuth.js`)
  }
  if (body instanceof Error) throw body
  const { flow, settlesDestination } = route
  if (!settlesDestination) return flow(context)
  return settleDestination(context).then((destination) => flow({ ...context, destination }))
}

function createContext(
  config: Config,
  site: Site,
  { method, url, headers }: IncomingRequest,
  action: string,
  argument: string | undefined,
  { fields, repeated }: Body,
): FlowContext {
  const asked = readQuery(url)
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
      query: asked.fields,
      body: fields,
      repeated: new Set(asked.repeated.concat(repeated)),
    },
    action,
    argument,
    provider: argument === undefined ? undefined : config.providers.get(argument),
    destination: site.origin,
    now: new Date(),
    log: config.log,
  }
}

/** The parts of the path below our endpoints; none when the path is somewhere else, or the address is none, such as `//`. */
function pathSegments(url: string, basePath: string): string[] {
  const pathname = URL.canParse(url, "http://localhost") ? new URL(url, "http://localhost").pathname : ""
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
