/** May this visitor pass, going by their session token alone? What middleware asks; it decides nothing by itself. */
import type { JWTDecodeParams } from "../contracts/token.js"
import type { Awaitable, JWT, Session } from "../model.js"
import * as env from "../options/env.js"
import { type GetTokenParams, getToken, type TokenRequest } from "../session/get-token.js"

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
}

/** A request with the headers that a session is read from. */
export interface GuardedRequest extends TokenRequest {
  readonly headers: Headers
}

export interface PassageOptions<R extends GuardedRequest> {
  /**
   * `createAuth(options)`: asks it for the session instead of reading the token. For database sessions, where the
   * middleware runs on Node.js and can reach the database. Default: the session token decides, and only a JWT is one.
   */
  auth?: SessionReader | undefined
  pages?: { signIn?: string; error?: string } | undefined
  cookies?: { sessionToken?: { name?: string; options?: unknown } } | undefined
  jwt?: { decode?: (params: JWTDecodeParams) => Awaitable<JWT | null> } | undefined
  callbacks?:
    | {
        /** Whether the visitor may pass. Only a truthy answer lets anybody in. Default: whether somebody is signed in. */
        authorized?: (params: { token: JWT | null; req: R; session?: Session | null }) => Awaitable<boolean>
      }
    | undefined
  secret?: string | undefined
}

/** Who asks: by token, or with `auth` by session. */
export interface Visitor {
  readonly token: JWT | null
  readonly session?: Session | null
}

export type Passage =
  /** A path that is open to everybody, or nobody could sign in. */
  | { readonly kind: "free" }
  | { readonly kind: "allowed"; readonly visitor: Visitor }
  | { readonly kind: "turned-away"; readonly location: URL }

export async function decidePassage<R extends GuardedRequest>(
  req: R,
  { pathname, search, origin, basePath }: Address,
  options: PassageOptions<R>,
): Promise<Passage> {
  const signInPage = options.pages?.signIn ?? "/api/auth/signin"
  const errorPage = options.pages?.error ?? "/api/auth/error"
  if (isFree(pathname, basePath, [signInPage, errorPage])) return { kind: "free" }

  const visitor = await readVisitor(req, options)
  if (!visitor) return turnAway(new URL(basePath + errorPage, origin), "error", "Configuration")

  const authorized = options.callbacks?.authorized
  const mayPass = authorized ? await authorized({ req, ...visitor }) : (visitor.token ?? visitor.session)
  if (mayPass) return { kind: "allowed", visitor }
  // `//host` would be another site for a sign-in page that follows it carelessly.
  const path = (basePath + pathname).replace(/^\/+/, "/")
  return turnAway(new URL(basePath + signInPage, origin), "callbackUrl", path + search)
}

/** Who asks; `null` when nobody can tell, and then nobody passes. */
async function readVisitor<R extends GuardedRequest>(req: R, options: PassageOptions<R>): Promise<Visitor | null> {
  const secret = options.secret ?? env.secret()
  try {
    if (options.auth) return { token: null, session: (await options.auth.session(req.headers)).session }
    if (secret) return { token: await getToken(tokenParams(req, options, secret)) }
    console.error("[countersign] NO_SECRET: nobody can pass. Set `NEXTAUTH_SECRET`, or pass `secret` to `withAuth`.")
  } catch (error) {
    console.error("[countersign] Nobody can pass: the session cannot be read.", error)
  }
  return null
}

function tokenParams<R extends GuardedRequest>(
  req: R,
  { cookies, jwt }: PassageOptions<R>,
  secret: string,
): GetTokenParams {
  const cookieName = cookies?.sessionToken?.name
  return { req, secret, ...(cookieName && { cookieName }), ...(jwt?.decode && { decode: jwt.decode }) }
}

/** Our own endpoints and pages, and what pages are made of. */
function isFree(pathname: string, basePath: string, pages: readonly string[]): boolean {
  return (
    isWithin(basePath + pathname, env.endpointsPath()) ||
    pages.some((page) => page.split("?", 1)[0] === pathname) ||
    isWithin(pathname, "/_next") ||
    pathname === "/favicon.ico"
  )
}

/** By whole segments: `/api/authority` is not within `/api/auth`. */
const isWithin = (pathname: string, parent: string): boolean => `${pathname}/`.startsWith(`${parent}/`)

function turnAway(location: URL, parameter: string, value: string): Passage {
  location.searchParams.append(parameter, value)
  return { kind: "turned-away", location }
}
