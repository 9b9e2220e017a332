/** May this visitor pass, going by their session token alone? What middleware asks; it decides nothing by itself. */
import type { JWTDecodeParams } from "../contracts/token.js"
import type { Awaitable, JWT } from "../model.js"
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

export interface PassageOptions<R extends TokenRequest> {
  pages?: { signIn?: string; error?: string } | undefined
  cookies?: { sessionToken?: { name?: string; options?: unknown } } | undefined
  jwt?: { decode?: (params: JWTDecodeParams) => Awaitable<JWT | null> } | undefined
  callbacks?:
    | {
        /** Whether the visitor may pass. Only a truthy answer lets anybody in. Default: whether there is a token. */
        authorized?: (params: { token: JWT | null; req: R }) => Awaitable<boolean>
      }
    | undefined
  secret?: string | undefined
}

export type Passage =
  /** A path that is open to everybody, or nobody could sign in. */
  | { readonly kind: "free" }
  | { readonly kind: "allowed"; readonly token: JWT | null }
  | { readonly kind: "turned-away"; readonly location: URL }

export async function decidePassage<R extends TokenRequest>(
  req: R,
  { pathname, search, origin, basePath }: Address,
  options: PassageOptions<R>,
): Promise<Passage> {
  const signInPage = options.pages?.signIn ?? "/api/auth/signin"
  const errorPage = options.pages?.error ?? "/api/auth/error"
  if (isFree(pathname, basePath, [signInPage, errorPage])) return { kind: "free" }

  const secret = options.secret ?? env.secret()
  if (!secret) {
    console.error("[countersign] NO_SECRET: nobody can pass. Set `NEXTAUTH_SECRET`, or pass `secret` to `withAuth`.")
    return turnAway(new URL(basePath + errorPage, origin), "error", "Configuration")
  }

  const token = await getToken(tokenParams(req, options, secret))
  const authorized = options.callbacks?.authorized
  if (authorized ? await authorized({ req, token }) : token) return { kind: "allowed", token }
  // `//host` would be another site for a sign-in page that follows it carelessly.
  const path = (basePath + pathname).replace(/^\/+/, "/")
  return turnAway(new URL(basePath + signInPage, origin), "callbackUrl", path + search)
}

function tokenParams<R extends TokenRequest>(
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
