/** Turns a provider as documented for next-auth v4 into one without open questions. */
import {
  type ChecksType,
  type CredentialsConfig,
  customFetch,
  type EmailConfig,
  type OAuthConfig,
  type OAuthProvider,
  type Provider,
  type RedirectProxy,
  type ResolvedEndpoint,
  type ResolvedProvider,
} from "../contracts/provider.js"
import type { Profile, User } from "../model.js"
import { resolveEmail } from "./resolve-email.js"

/** Milliseconds until a request to a provider is given up. */
const defaultTimeout = 3500

/** What a provider takes from the app. */
export interface Surroundings {
  readonly secret: string
  readonly redirectProxyUrl?: string | undefined
  readonly redirectProxyOrigins?: readonly string[] | undefined
}

export function resolveProvider(provider: Provider, app: Surroundings): ResolvedProvider {
  const { options, ...rest } = provider
  const merged = merge(rest, options ?? {})
  if (merged.type === "email") return resolveEmail(merged as unknown as EmailConfig, app)
  if (merged.type === "credentials") return resolveCredentials(merged as unknown as CredentialsConfig)
  const config = { ...(merged as unknown as OAuthConfig<Profile>), ...ownFetch(provider), ...ownFetch(options) }
  return resolveOAuth(config, app)
}

/** A symbol is no entry, so merging leaves it behind. */
function ownFetch(provider: object = {}): Pick<OAuthConfig<Profile>, typeof customFetch> {
  const { [customFetch]: own } = provider as OAuthConfig<Profile>
  return own ? { [customFetch]: own } : {}
}

function resolveCredentials({ id, name, credentials, authorize }: CredentialsConfig): ResolvedProvider {
  return Object.freeze({ id, name, type: "credentials", credentials: credentials ?? {}, authorize })
}

function resolveOAuth(config: OAuthConfig<Profile>, app: Surroundings): OAuthProvider {
  const authorization = resolveEndpoint(config.authorization)
  const token = endpointObject(config.token)
  const userinfo = endpointObject(config.userinfo)
  const idToken = expectsIdToken(config, authorization)
  return Object.freeze({
    id: config.id,
    name: config.name,
    type: config.type,
    clientId: config.clientId ?? config.client?.client_id ?? "",
    clientSecret: config.clientSecret ?? config.client?.client_secret,
    issuer: config.issuer,
    discovery: discoveryUrl(config),
    jwksEndpoint: config.jwks_endpoint,
    authorization,
    token: {
      ...resolveEndpoint(token),
      ...functions(token, ["request", "conform"]),
      ...present(token, ["clientPrivateKey", "clientAssertionAudience"]),
    },
    userinfo: { ...resolveEndpoint(userinfo), ...functions(userinfo, ["request"]) },
    idToken,
    profileFrom: config.type === "oidc" && config.idToken === false ? "userinfo" : "idToken",
    checks: resolveChecks(config, app),
    responseMode: authorization.params.response_mode?.startsWith("form_post") ? "form_post" : "query",
    client: config.client ?? {},
    untrustedIssuer: config.untrustedIssuer === true,
    secret: app.secret,
    redirectProxy: resolveProxy(config, app),
    fetch: config[customFetch],
    timeout: config.httpOptions?.timeout ?? defaultTimeout,
    profile: config.profile ?? standardProfile,
    style: config.style ?? {},
    allowDangerousEmailAccountLinking: config.allowDangerousEmailAccountLinking === true,
    emailVerified: emailVerifier(config),
    revocation: config.revocation,
    endSession: config.endSession,
    logout: config.logout,
    config,
  })
}

function expectsIdToken(config: OAuthConfig<Profile>, authorization: ResolvedEndpoint): boolean {
  if (config.type === "oidc") return true
  if (config.idToken !== undefined) return Boolean(config.idToken)
  if (config.wellKnown !== undefined) return config.wellKnown.includes("openid-configuration")
  return authorization.params.scope?.includes("openid") ?? false
}

function discoveryUrl({ wellKnown, issuer, type }: OAuthConfig<Profile>): string | undefined {
  if (wellKnown !== undefined) return wellKnown
  if (type === "oidc" && issuer) return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`
  return undefined
}

function resolveChecks(config: OAuthConfig<Profile>, app: Surroundings): ReadonlySet<Exclude<ChecksType, "none">> {
  const { checks, type } = config
  const fallback: ChecksType[] = type === "oidc" ? ["pkce", "state", "nonce"] : ["state"]
  const chosen = typeof checks === "string" ? [checks] : (checks ?? fallback)
  const carrier: ChecksType[] = resolveProxy(config, app) ? ["state"] : [] // the way back is in it
  return new Set([...chosen, ...carrier].filter((check) => check !== "none"))
}

function resolveProxy({ redirectProxyUrl }: OAuthConfig<Profile>, app: Surroundings): RedirectProxy | undefined {
  const url = redirectProxyUrl ?? app.redirectProxyUrl
  return url ? { url: normalised(url), origins: app.redirectProxyOrigins ?? [] } : undefined
}

/** As the site's own address is written, with which it is compared. */
const normalised = (url: string): string => (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, "")

/** Claims of OpenID Connect Core §5.1, as a user. */
const standardProfile = (profile: Profile): User => {
  const claims = profile as Record<string, string | null | undefined>
  return {
    id: (claims.sub ?? claims.id) as string,
    name: claims.name ?? claims.nickname ?? claims.preferred_username ?? null,
    email: claims.email ?? null,
    image: claims.picture ?? null,
  }
}

function emailVerifier({ emailVerified }: OAuthConfig<Profile>): OAuthProvider["emailVerified"] {
  if (typeof emailVerified === "function") return emailVerified
  return emailVerified === undefined ? emailVerifiedClaim : () => emailVerified
}

/** What OpenID Connect Core §5.1 lets a provider say about the address. Some send the word as text. */
function emailVerifiedClaim(profile: Profile): boolean | undefined {
  const verified: unknown = "email_verified" in profile ? profile.email_verified : undefined
  return verified === undefined ? undefined : verified === true || verified === "true"
}

const endpointObject = <E extends object>(endpoint: string | E | undefined): Partial<E> & { url?: string } =>
  typeof endpoint === "string" ? ({ url: endpoint } as Partial<E> & { url?: string }) : (endpoint ?? ({} as Partial<E>))

/** Parts an endpoint into its address and its parameters. */
function resolveEndpoint(
  endpoint: string | { url?: string; params?: Record<string, unknown> } | undefined,
): ResolvedEndpoint {
  const { url, params = {} } = endpointObject(endpoint) as { url?: string; params?: Record<string, unknown> }
  const [address, query] = url?.split("?", 2) ?? []
  const resolved: Record<string, string> = Object.fromEntries(new URLSearchParams(query ?? ""))
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null)
      resolved[name] = typeof value === "object" ? JSON.stringify(value) : String(value)
  }
  return { url: address, params: Object.freeze(resolved) }
}

function functions<E extends object, K extends keyof E>(endpoint: Partial<E>, names: readonly K[]): Pick<E, K> {
  const found = names.filter((name) => typeof endpoint[name] === "function")
  return present(endpoint, found)
}

const present = <E extends object, K extends keyof E>(endpoint: Partial<E>, names: readonly K[]): Pick<E, K> =>
  Object.fromEntries(
    names.filter((name) => endpoint[name] !== undefined).map((name) => [name, endpoint[name]]),
  ) as Pick<E, K>

/** Lays `over` upon `base`, plain objects deeply; what is `undefined` above leaves what is below. */
function merge(base: object, over: object): Record<string, unknown> {
  const merged = new Map<string, unknown>(Object.entries(base))
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue
    const below = merged.get(key)
    const lower = typeof below === "string" && isEndpoint(key) ? { url: below } : below
    merged.set(key, isPlainObject(lower) && isPlainObject(value) ? merge(lower, value) : value)
  }
  return Object.fromEntries(merged)
}

/** The long form of these may be laid over the short one: `{ params }` over a URL. */
const isEndpoint = (key: string): boolean => ["authorization", "token", "userinfo"].includes(key)

const isPlainObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
