import type { ResolvedProvider } from "../contracts/provider.js"
import type { RequestContext } from "../contracts/request.js"
import type { OpenCookieJar } from "../http/cookie-jar.js"
import { createCsrfToken, csrfTokenMatches, isForeign, readCsrfCookie } from "../http/csrf.js"
import { readCallbackUrl, settleLocation } from "../http/destination.js"
import type { Config } from "../options/config.js"
import type { CookiesOptions } from "../options/options.js"

/** A request on its way through the flows: what plug-ins see, and what only the core does. */
export interface FlowContext extends RequestContext {
  readonly config: Config
  readonly cookies: Readonly<CookiesOptions>
  readonly secure: boolean
  readonly jar: OpenCookieJar
  /** First part of the path: `signin`. */
  readonly action: string
  /** Second part of the path, usually a provider's id. */
  readonly argument: string | undefined
  readonly provider: ResolvedProvider | undefined
}

/** The token that forms of this browser repeat; a new one, with its cookie, when it has none. */
export async function ensureCsrfToken({ config, jar, cookies }: FlowContext): Promise<string> {
  const { name, options } = cookies.csrfToken
  const known = await readCsrfCookie(jar.get(name), config.secret)
  if (known !== null) return known
  const { token, cookie } = await createCsrfToken(config.secret)
  jar.set(name, cookie, options)
  return token
}

/** Whether a state-changing request was sent by a page of this site. */
export async function isCsrfVerified(context: FlowContext): Promise<boolean> {
  const { config, jar, cookies, request } = context
  if (request.method !== "POST" || isForeign(request.headers, context)) return false
  const token = await readCsrfCookie(jar.get(cookies.csrfToken.name), config.secret)
  return csrfTokenMatches(token, request.body.csrfToken)
}

/**
 * Settles where the visitor goes afterwards: what the request asks for, else what was asked for before, else the site's
 * origin. Kept in a cookie while the visitor is on the way.
 */
export async function settleDestination(context: Omit<FlowContext, "destination">): Promise<string> {
  const { config, origin, jar, cookies, request } = context
  const { name, options } = cookies.callbackUrl
  const kept = jar.get(name)
  const asked = readCallbackUrl(request.body.callbackUrl ?? request.query.callbackUrl) ?? readCallbackUrl(kept)
  if (asked === null) return origin

  const destination = settleLocation(await config.callbacks.redirect({ url: asked, baseUrl: origin }), origin)
  if (destination !== (kept ?? origin)) jar.set(name, destination, options)
  return destination
}
