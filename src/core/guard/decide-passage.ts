/** May this visitor pass, going by their session token alone? What middleware asks; it decides nothing by itself. */
import type { GatePassage, Policy, Visitor } from "../contracts/policy.js"
import type { JWTDecodeParams } from "../contracts/token.js"
import { isPromise, type MaybePromise, whenReady } from "../maybe-promise.js"
import type { Awaitable, JWT, Session } from "../model.js"
import * as env from "../options/env.js"
import { type GetTokenParams, readToken, type TokenRequest } from "../session/get-token.js"

/** Where a request goes, as the framework's router sees it. */
export interface Address {
  readonly pathname: string
  readonly search: string
  readonly origin: string
  /** Path that the whole app is mounted at; empty for none. */
  readonly basePath: string
}

/** What `createAuth` returns, as far as a guard needs it. */
export interface SessionReader {
  session(headers: Headers): Promise<{ readonly session: Session | null }>
  authTime?(headers: Headers): Promise<number | null>
  readonly policy?: Policy | null
}

/** A request with the headers that a session is read from. */
export interface GuardedRequest extends TokenRequest {
  readonly method: string
  readonly headers: Headers
}

export interface PassageOptions<R extends GuardedRequest> {
  /**
   * `createAuth(options)`: asks it for the session instead of reading the token. For database sessions, where the
   * middleware runs on Node.js and can reach the database. Default: the session token decides, and only a JWT is one.
   */
  auth?: SessionReader | undefined
  /** What `definePolicy` returns: it decides, instead of whether anybody is signed in. Default: that of `auth`. */
  policy?: Policy | undefined
  pages?: { signIn?: string; error?: string } | undefined
  cookies?: { sessionToken?: { name?: string; options?: unknown } } | undefined
  jwt?: { decode?: (params: JWTDecodeParams) => Awaitable<JWT | null> } | undefined
  callbacks?:
    | {
        /** Whether the visitor may pass. Only a truthy answer lets anybody in. Default: whether somebody is signed in. */
        authorized?: (params: { token: JWT | null; req: R; session?: Session | null }) => Awaitable<boolean>
        /** That of the options, where a policy decides without `auth`: what rules see is what it returns. Default: name, e-mail and image. */
        session?: (params: { session: Session; token: JWT }) => Awaitable<Session>
      }
    | undefined
  secret?: string | undefined
}

export type Passage = GatePassage | { readonly kind: "turned-away"; readonly location: string }

/** `options`: read as they are, so without what may come from a polluted prototype. */
export async function decidePassage<R extends GuardedRequest>(
  req: R,
  address: Address,
  options: PassageOptions<R>,
): Promise<Passage> {
  const { pathname, basePath } = address
  const { signIn = "/api/auth/signin", error = "/api/auth/error" } = options.pages ?? {}
  const at = (page: string): string =>
    isPlain.test(basePath + page) ? address.origin + basePath + page : new URL(basePath + page, address.origin).href
  const path = basePath + pathname
  let site: string | undefined
  const isOurs = () => {
    site = env.url() // once: to read the environment costs a fortieth of a decision
    return isWithin(path, env.endpointsPath(site))
  }
  const isOpen = isFree(pathname, signIn, error) || isOurs()
  const policy = options.policy ?? options.auth?.policy
  if (policy) {
    return policy.pass({
      pathname,
      path: path + address.search,
      isOpen,
      req,
      options,
      places: () => ({ signIn: at(signIn), error: at(error) }),
      ask: async () => readVisitor(req, options, site),
    })
  }

  if (isOpen) return { kind: "free" }

  let visitor: Visitor
  try {
    const reading = readVisitor(req, options, site)
    visitor = isPromise(reading) ? await reading : reading
  } catch (problem) {
    console.error("[countersign] Nobody can pass:", problem)
    return turnAway(at(error), "error", "Configuration")
  }

  const authorized = options.callbacks?.authorized
  const mayPass = authorized ? await authorized({ req, ...visitor }) : options.auth ? visitor.session : visitor.token
  if (mayPass) return { kind: "allowed", visitor }
  // `//host` would be another site for a sign-in page that follows it carelessly.
  return turnAway(at(signIn), "callbackUrl", (path + address.search).replace(/^\/+/, "/"))
}

/** @throws when nobody can tell: then nobody passes */
function readVisitor<R extends GuardedRequest>(
  req: R,
  options: PassageOptions<R>,
  site: string | undefined,
): MaybePromise<Visitor> {
  if (options.auth) return readSession(options.auth, req)
  const { secret = env.secret(), cookies, jwt } = options
  const params = {
    req,
    secret,
    raw: false, // said, as all is: what is absent a polluted prototype could bring
    cookieName: cookies?.sessionToken?.name,
    secureCookie: site?.startsWith("https://"),
    decode: jwt?.decode,
  }
  if (secret) return whenReady(readToken(params as GetTokenParams), (token) => ({ token }))
  throw new Error("NO_SECRET: set `NEXTAUTH_SECRET`, or `secret`.")
}

async function readSession(auth: SessionReader, { headers }: GuardedRequest): Promise<Visitor> {
  const { session } = await auth.session(headers)
  return { token: null, session }
}

/** Paths that no parser of addresses would change: to parse one costs as much as to look for a session. */
const isPlain = /^(?:\/\w+)+$/

/** Our own pages, and what pages are made of. */
function isFree(pathname: string, signIn: string, error: string): boolean {
  return (
    isWithin(pathname, "/_next") ||
    pathname === "/favicon.ico" ||
    isWithin(signIn, pathname, "?") ||
    isWithin(error, pathname, "?")
  )
}

/** Whether `whole` is `start`, or goes on behind it with a separator: `/api/authority` is not within `/api/auth`. */
const isWithin = (whole: string, start: string, separator = "/"): boolean =>
  whole === start || whole.startsWith(start + separator)

function turnAway(page: string, parameter: string, value: string): Passage {
  const added = `${parameter}=${encodeURIComponent(value)}`
  const location = page.replace(/[^#]*/, (address) => `${address}${address.includes("?") ? "&" : "?"}${added}`)
  return { kind: "turned-away", location }
}
