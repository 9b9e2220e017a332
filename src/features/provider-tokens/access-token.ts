import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { RequestHeaders } from "../../core/contracts/request.js"
import { ConfigurationError, RequestError } from "../../core/errors.js"
import { createCookieJar } from "../../core/http/cookie-jar.js"
import type { Config } from "../../core/options/config.js"
import { strategyOf } from "../../core/session/strategy-of.js"
import { accountStore, hasAccounts } from "./account-store.js"
import { apiRequest } from "./api-request.js"
import { cookieStore } from "./cookie-store.js"
import { refused } from "./refresh.js"
import { refreshOnce } from "./refresh-once.js"
import { assertScope, isFresh, type KeptTokens, type TokenStore } from "./tokens.js"

/** Somebody's access token for a provider's API. */
export interface AccessToken {
  readonly accessToken: string
  /** Seconds since the epoch; `null` when the provider does not say. */
  readonly expiresAt: number | null
  /** Separated by spaces; `null` when the provider does not say. */
  readonly scope: string | null
  readonly tokenType: string
  readonly providerAccountId: string
  /** Asks the provider's API with this token, in the way in which it is bound. Use it in place of `fetch`. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>
}

export interface TokenRequest {
  readonly headers: Pick<RequestHeaders, "get">
  readonly provider: string
  readonly providerAccountId?: string | undefined
  readonly scope?: string | undefined
  /** Sends `Set-Cookie` values to the browser; `null` where no cookie can be set. */
  readonly sendCookies: ((cookies: readonly string[]) => void) | null
}

export async function accessTokenFor(config: Config, request: TokenRequest): Promise<AccessToken | null> {
  if (config.problem) throw config.problem
  const provider = oauthProvider(config, request.provider)
  const jar = createCookieJar(request.headers.get("cookie") ?? "")
  const { secure } = config.siteOf(request.headers)
  const now = new Date()
  const userId = await strategyOf(config).readUserId({ config, jar, secure, now })
  if (userId === null) return null

  const cookies = { jar, secure, secret: config.secret, maxAge: config.session.maxAge, now }
  const store =
    config.session.strategy === "database" || hasAccounts(config)
      ? accountStore(config, userId, provider.id, request.providerAccountId)
      : cookieStore(keptInCookie(config, cookies), userId, provider.id, () => request.sendCookies !== null)
  const tokens = await validTokens(provider, store, request.scope, now)
  const changes = jar.changes()
  if (changes.length > 0) request.sendCookies?.(changes)
  return asAccessToken(provider, tokens)
}

/** Without the feature nothing was kept, and every call would say that the account is unknown. */
function keptInCookie<C>({ features }: Config, cookies: C): C {
  if (features.some(({ id }) => id === "provider-tokens")) return cookies
  throw new ConfigurationError(
    "INVALID_OPTION",
    "Nothing keeps the provider's tokens: use an `adapter`, or `features: [providerTokens()]` of `countersign/tokens`.",
  )
}

function oauthProvider({ providers }: Config, id: string): OAuthProvider {
  const provider = providers.get(id)
  if (provider && "clientId" in provider) return provider
  throw new ConfigurationError("INVALID_OPTION", `\`getAccessToken\`: no OAuth provider has the id "${id}".`)
}

async function validTokens(
  provider: OAuthProvider,
  store: TokenStore,
  scope: string | undefined,
  now: Date,
): Promise<KeptTokens> {
  const kept = await store.read()
  if (!kept?.access_token && !kept?.refresh_token) {
    throw new RequestError(
      "UNKNOWN_ACCOUNT",
      `The person has no account of "${provider.id}" with tokens: let them sign in there.`,
    )
  }
  assertScope(kept, scope)
  if (isFresh(kept, now)) return kept
  if (!kept.refresh_token) {
    if (isFresh(kept, now, 0)) return kept
    throw refused(provider.id)
  }
  try {
    return await refreshOnce(provider, store, kept)
  } catch (error) {
    if (isFresh(kept, new Date(), 0)) return kept // it still serves for some seconds
    throw error
  }
}

const asAccessToken = (
  provider: OAuthProvider,
  { access_token, expires_at, scope, token_type, providerAccountId }: KeptTokens,
): AccessToken => ({
  accessToken: access_token ?? "",
  expiresAt: expires_at ?? null,
  scope: scope ?? null,
  tokenType: token_type ?? "bearer",
  providerAccountId,
  fetch: (url, init) => apiRequest(provider, access_token ?? "", url, init),
})
