/** Reads a JWT session's claims from any kind of request. All that middleware needs: no options, no callbacks, no database. */
import type { LoggerInstance } from "../contracts/logger.js"
import type { JWTDecodeParams } from "../contracts/token.js"
import { openClaims } from "../crypto/token.js"
import { cookieHeader } from "../http/cookies.js"
import { type MaybePromise, whenReady } from "../maybe-promise.js"
import type { Awaitable, JWT } from "../model.js"
import { sessionCookieName } from "../options/cookie-options.js"
import * as env from "../options/env.js"
import { type FoundToken, findSessionToken } from "./session-cookie.js"

/** What `getToken` reads of a request: one of Next.js, of Node, or a web-standard one. */
export interface TokenRequest {
  readonly headers?: unknown
  readonly cookies?: unknown
}

export interface GetTokenParams<R extends boolean = false> {
  /** The request, or anything with its `headers` (or parsed `cookies`). */
  req: TokenRequest
  /** Whether the cookie has its `__Secure-` name. Default: whether `NEXTAUTH_URL` is https (or `VERCEL` is set). */
  secureCookie?: boolean
  /** Default: `next-auth.session-token`, with `__Secure-` when secure. */
  cookieName?: string
  /** The sealed token itself instead of its claims, not checked. */
  raw?: R
  /** Default: `NEXTAUTH_SECRET`, then `AUTH_SECRET`. */
  secret?: string | undefined
  decode?: (params: JWTDecodeParams) => Awaitable<JWT | null>
  logger?: LoggerInstance | Console
}

/**
 * The claims of the visitor's session token, from its cookie or an `Authorization: Bearer` header.
 * `null` when there is none, or none that can be trusted: expired, altered, sealed with another secret.
 *
 * Works for JWT sessions. Runs no callback and extends nothing.
 *
 * @throws {TypeError} when `req` is missing.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 * @example
 * ```ts
 * const token = await getToken({ req })
 * if (!token) return res.status(401).end()
 * ```
 */
export async function getToken<R extends boolean = false>(
  params: GetTokenParams<R>,
): Promise<R extends true ? string : JWT | null> {
  // A polluted prototype brings no secret. What is born without a prototype (`{ __proto__: null }`) is slower to make and to read.
  return readToken(Object.setPrototypeOf({ ...params }, null))
}

/** The same at once, where the platform can, of params as they are. */
export function readToken<R extends boolean = false>(
  params: GetTokenParams<R>,
): MaybePromise<R extends true ? string : JWT | null> {
  const { req, raw, decode } = params
  if (!req) throw new TypeError("Must pass `req` to JWT getToken()")
  type Answer = R extends true ? string : JWT | null

  const found = findToken(req, params)
  if (!found) return null as Answer
  if (raw) return found.value as Answer
  const secret = params.secret ?? env.secret()
  if (!secret) return null as Answer
  if (decode && found.salt === "") return opened(() => decode({ token: found.value, secret })) as Promise<Answer>
  return whenReady(
    openClaims(found.value, secret, found.salt),
    (claims) => (typeof claims === "string" ? null : claims) as Answer,
  )
}

async function opened(decode: () => Awaitable<JWT | null>): Promise<JWT | null> {
  try {
    return await decode()
  } catch {
    return null // an own `decode` says "not valid" by throwing, as next-auth v4's does
  }
}

function findToken(req: TokenRequest, { secureCookie, cookieName }: GetTokenParams<boolean>): FoundToken | null {
  const cookies = header(req, "cookie") || cookieHeader(parsedCookies(req.cookies))
  if (cookieName || cookies.includes(inEveryName)) {
    for (const secure of candidateSchemes(secureCookie)) {
      const found = findSessionToken(cookies, cookieName ?? sessionCookieName(secure), secure)
      if (found) return found
      if (cookieName) break
    }
  }
  return findBearerToken(header(req, "authorization"))
}

/** Whoever is not signed in has no cookie whose name ends so; nobody need then ask the environment which of them counts. */
const inEveryName = "session-token"

/**
 * The scheme that is known. Without `NEXTAUTH_URL` a proxy may have decided for https, so both names are looked for: first
 * the one that only https can have set.
 */
function candidateSchemes(secureCookie: boolean | undefined): readonly boolean[] {
  const known = secureCookie ?? env.url()?.startsWith("https://")
  return known === undefined && !env.onVercel() ? [true, false] : [known ?? true]
}

/** Only the documented spelling of the scheme; a token that is not percent-encoded properly is none. */
function findBearerToken(authorization: string | undefined): FoundToken | null {
  if (!authorization?.startsWith("Bearer ")) return null
  const encoded = authorization.slice(7)
  try {
    const value = encoded.includes("%") ? decodeURIComponent(encoded) : encoded
    return value ? { value, salt: "" } : null
  } catch {
    return null
  }
}

function header({ headers }: TokenRequest, name: string): string | undefined {
  if (typeof (headers as Headers | null)?.get === "function") return (headers as Headers).get(name) ?? undefined
  const value = (headers as Record<string, unknown> | null | undefined)?.[name]
  return typeof value === "string" ? value : undefined
}

/** Next.js' cookie stores (`getAll`), a Map, or a plain object; some keep `{ value }`. */
function parsedCookies(cookies: unknown): [string, string][] {
  if (typeof cookies !== "object" || cookies === null) return []
  const store = cookies as { getAll?: () => { name: string; value: string }[] }
  if (typeof store.getAll === "function") return store.getAll().map(({ name, value }) => [name, value])
  const entries = cookies instanceof Map ? [...cookies] : Object.entries(cookies)
  return entries.map(([name, value]) => [name, String(value?.value ?? value)])
}
