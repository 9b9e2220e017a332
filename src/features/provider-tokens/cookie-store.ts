/**
 * Tokens in a sealed cookie beside a session that is in one: no page learns them, and reading the session does not open them.
 * One cookie for all providers that the person has signed in with, bound to the user.
 */
import type { Feature, FeatureContext } from "../../core/contracts/feature.js"
import type { LoggerInstance } from "../../core/contracts/logger.js"
import type { CookieAttributes } from "../../core/contracts/request.js"
import { encode, openClaims } from "../../core/crypto/token.js"
import { ConfigurationError } from "../../core/errors.js"
import type { OpenCookieJar } from "../../core/http/cookie-jar.js"
import { decodeCookieValue, findCookieValue } from "../../core/http/cookies.js"
import { removeStaleCookies, writeSessionCookie } from "../../core/session/session-cookie.js"
import { hasAccounts } from "./account-store.js"
import type { KeptTokens, TokenStore } from "./tokens.js"

/** Characters. With a session beside it a request stays below the 16 kB of headers that Node.js reads. */
const longest = 7_800

/** Seconds after which the cookie is set anew, so that it lasts as long as a session that is used. */
const renewedAfter = 86_400

interface CookieContext {
  readonly jar: OpenCookieJar
  readonly secure: boolean
  readonly secret: string
  readonly maxAge: number
  readonly now: Date
  readonly log: LoggerInstance
}

interface Claims {
  readonly sub: string
  readonly accounts: Readonly<Record<string, KeptTokens>>
  /** Seconds since the epoch. */
  readonly iat?: number
}

/**
 * Keeps the tokens that a sign-in brought in a cookie, for apps whose sessions are in one and that have no database.
 * With an adapter that keeps accounts, and with database sessions, it does nothing: the tokens are there.
 *
 * Where the tokens of all providers do not fit (7,800 characters, sealed) the newest ones alone are kept, and where those do not
 * either, none; the log says so.
 *
 * @example
 * ```ts
 * export const authOptions = { providers, features: [providerTokens()] }
 * ```
 */
export const providerTokens = (): Feature => ({
  id: "provider-tokens",
  async afterSession(context, userId, account) {
    if (keepsElsewhere(context) || userId === undefined) return
    const jar = context.jar as OpenCookieJar
    if (!account.access_token) return removeStaleCookies(jar, cookieOf(context), [])
    const { provider, providerAccountId, access_token, refresh_token, expires_at, scope, token_type } = account
    const subject = subjectOf(account.id_token)
    const tokens = { provider, providerAccountId, access_token, refresh_token, expires_at, scope, token_type }
    await keep({ ...context, jar }, userId, { ...tokens, ...(subject ? { subject } : {}) })
  },
  async tokensOf(context, { provider, providerAccountId }) {
    const kept = (await readClaims({ ...context, jar: context.jar as OpenCookieJar }))?.accounts[provider]
    if (kept?.providerAccountId !== providerAccountId) return null
    const { access_token, refresh_token } = kept
    return { ...(access_token ? { access_token } : {}), ...(refresh_token ? { refresh_token } : {}) }
  },
  afterSignOut: (context) => removeStaleCookies(context.jar as OpenCookieJar, cookieOf(context), []),
})

const keepsElsewhere = (context: FeatureContext): boolean => context.strategy === "database" || hasAccounts(context)

/** `isWritable`: whether a cookie that is set now reaches the browser. */
export function cookieStore(
  context: CookieContext,
  userId: string,
  { provider, providerAccountId }: { readonly provider: string; readonly providerAccountId?: string | undefined },
  isWritable: () => boolean,
): TokenStore {
  return {
    async read() {
      const kept = (await readClaims(context, userId))?.accounts[provider] ?? null
      return providerAccountId === undefined || kept?.providerAccountId === providerAccountId ? kept : null
    },
    async replace(_used, fresh) {
      await keep(context, userId, fresh)
      return fresh
    },
    async extend() {
      const claims = await readClaims(context, userId)
      const age = context.now.getTime() / 1000 - (claims?.iat ?? 0)
      if (claims && age > Math.min(renewedAfter, context.maxAge / 2) && isWritable()) await write(context, claims)
    },
    assertWritable() {
      if (isWritable()) return
      throw new ConfigurationError(
        "INVALID_OPTION",
        "The access token has expired, and a new one could not be kept: a page that is being rendered sets no cookies. Call `getAccessToken` in a route handler, a server action or an API route, with `res`, `responseHeaders` or `cookies`.",
      )
    },
    isShared: false,
    lease: null,
    outcome: async () => null,
    noteOutcome: async () => {},
  }
}

/** Keeps these tokens beside those of other providers, else in their place; none at all rather than half of them. */
async function keep(context: CookieContext, userId: string, tokens: KeptTokens): Promise<void> {
  const kept = await readClaims(context, userId)
  const alone = { [tokens.provider]: tokens }
  if (await write(context, { sub: userId, accounts: { ...kept?.accounts, ...alone } })) return
  context.log.warn("PROVIDER_TOKENS_TOO_LARGE")
  if (await write(context, { sub: userId, accounts: alone })) return
  removeStaleCookies(context.jar, cookieOf(context), [])
}

/** @param userId whose they must be, where somebody is signed in */
async function readClaims(
  context: Pick<CookieContext, "jar" | "secure" | "secret">,
  userId?: string,
): Promise<Claims | null> {
  const { name } = cookieOf(context)
  const sealed = findCookieValue(context.jar.header, name)
  const claims = sealed ? await openClaims(decodeCookieValue(sealed), context.secret, name) : ""
  if (typeof claims === "string" || typeof claims.accounts !== "object") return null
  if (userId !== undefined && claims.sub !== userId) return null
  return claims as unknown as Claims
}

/** Whether they fit. */
async function write(context: CookieContext, { sub, accounts }: Claims): Promise<boolean> {
  const cookie = cookieOf(context)
  const { secret, maxAge, now, jar } = context
  const sealed = await encode({ token: { sub, accounts }, secret, salt: cookie.name, maxAge })
  if (sealed.length > longest) return false
  writeSessionCookie(jar, cookie, sealed, new Date(now.getTime() + maxAge * 1000), jar.setSealed)
  return true
}

function cookieOf({ secure }: { secure: boolean }): { name: string; options: CookieAttributes } {
  const name = `${secure ? "__Secure-" : ""}next-auth.provider-tokens`
  return { name, options: { httpOnly: true, sameSite: "lax", path: "/", secure } }
}

/** What a refreshed ID token must name too. The token itself would not fit. */
function subjectOf(idToken: string | undefined): string | undefined {
  try {
    const { sub } = JSON.parse(atob((idToken?.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")))
    return typeof sub === "string" ? sub : undefined
  } catch {
    return undefined
  }
}
