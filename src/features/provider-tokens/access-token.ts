import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { RequestHeaders } from "../../core/contracts/request.js"
import { ConfigurationError, RequestError, SignInError } from "../../core/errors.js"
import { createCookieJar, type OpenCookieJar } from "../../core/http/cookie-jar.js"
import type { Config } from "../../core/options/config.js"
import { strategyOf } from "../../core/session/strategy-of.js"
import { accountStore, hasAccounts } from "./account-store.js"
import { apiRequest } from "./api-request.js"
import { cookieStore } from "./cookie-store.js"
import { refreshOnce } from "./refresh-once.js"
import type { CookieWriter } from "./send-cookies.js"
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
  /** `null` where no cookie can be set. */
  readonly cookies: CookieWriter | null
}

export async function accessTokenFor(config: Config, request: TokenRequest): Promise<AccessToken | null> {
  if (config.problem) throw config.problem
  const provider = oauthProvider(config, request.provider)
  const jar = createCookieJar(request.headers.get("cookie") ?? "")
  const { secure } = config.siteOf(request.headers)
  const now = new Date()
  const userId = await strategyOf(config).readUserId({ config, jar, secure, now })
  if (userId === null) return null

  const store = storeFor(config, userId, request, { jar, secure, now })
  const tokens = await validTokens(provider, store, request.scope, now)
  await store.extend?.()
  const changes = jar.changes()
  if (changes.length > 0) request.cookies?.send(changes)
  return asAccessToken(provider, tokens)
}

function storeFor(
  config: Config,
  userId: string,
  { provider, providerAccountId, scope, cookies }: TokenRequest,
  browser: { readonly jar: OpenCookieJar; readonly secure: boolean; readonly now: Date },
): TokenStore {
  if (config.session.strategy === "database" || hasAccounts(config)) {
    return accountStore(config, { userId, provider, providerAccountId, scope })
  }
  assertKeptInCookie(config)
  const { secret, session, log } = config
  const context = { ...browser, secret, maxAge: session.maxAge, log }
  return cookieStore(context, userId, { provider, providerAccountId }, () => cookies?.isOpen() === true)
}

/** Without the feature nothing was kept, and every call would say that the account is unknown. */
function assertKeptInCookie({ features }: Config): void {
  if (features.some(({ id }) => id === "provider-tokens")) return
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
  const kept = assertKept(provider, await store.read())
  assertScope(kept, scope)
  if (isFresh(kept, now)) return kept
  const stillServes = () => isFresh(kept, new Date(), 0)
  if (!kept.refresh_token) {
    if (stillServes()) return kept
    throw notRefreshable(provider)
  }
  const fresh = await refreshOnce(provider, store, kept).catch((error) => {
    if (stillServes()) return kept // for some seconds; the next call tries again
    throw error
  })
  const renewed = assertKept(provider, fresh)
  assertScope(renewed, scope)
  return renewed
}

function assertKept({ id }: OAuthProvider, kept: KeptTokens | null): KeptTokens {
  if (kept?.access_token || kept?.refresh_token) return kept
  throw new RequestError("UNKNOWN_ACCOUNT", `The person has no account of "${id}" with tokens: let them sign in there.`)
}

function notRefreshable({ id }: OAuthProvider): SignInError {
  return new SignInError(
    "RefreshTokenError",
    `The access token of "${id}" has ended, and there is no refresh token: let the provider give one, and ask the person to sign in there again.`,
  )
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
