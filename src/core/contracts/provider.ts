import type { Account, Awaitable, Profile, Theme, TokenSet, TokenSetParameters, User } from "../model.js"
import type { Adapter, AdapterSession } from "./adapter.js"
import type { FeatureContext } from "./feature.js"
import type { Mail } from "./mail.js"
import type { Outcome } from "./outcome.js"

/** Anything that may stand in `providers`. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds providers of different profiles, as in next-auth v4
export type Provider = OAuthConfig<any> | CredentialsConfig | EmailConfig

export interface CommonProviderOptions {
  id: string
  name: string
  /** What the developer passed to the factory; laid over the rest, deeply, when options are resolved. */
  options?: Record<string, unknown>
}

/**
 * Key of a provider's own `fetch`, as in Auth.js v5: for mutual TLS, an outgoing proxy, or a log of one's own. It replaces the
 * global one for this provider's requests; deadline, size limit and the refusal of redirects stay.
 */
export const customFetch: unique symbol = Symbol("custom-fetch")

/** How a client proves itself at the token endpoint (OpenID Connect Core §9, RFC 8705 §2). */
export type ClientAuthenticationMethod =
  | "client_secret_basic"
  | "client_secret_post"
  | "client_secret_jwt"
  | "private_key_jwt"
  | "tls_client_auth"
  | "self_signed_tls_client_auth"
  | "none"

/** Client metadata as the provider registered it, under the names of RFC 7591 and its extensions. */
export interface ClientMetadata {
  client_id?: string
  client_secret?: string
  /**
   * How the client proves itself at the token endpoint. Default: `client_secret_basic`, or `client_secret_post` where that is all
   * the provider takes; `private_key_jwt` with a key and no secret; `none` with neither.
   */
  token_endpoint_auth_method?: ClientAuthenticationMethod
  /** Algorithm of `client_secret_jwt` and `private_key_jwt`, where the key does not say it. */
  token_endpoint_auth_signing_alg?: string
  /** The only algorithm an ID token may be signed with. `RS256` unless told; `HS256` is verified with the client secret. */
  id_token_signed_response_alg?: string
  /** Asks for userinfo as a signed JWT, with this algorithm and no other (OpenID Connect Core §5.3.2). */
  userinfo_signed_response_alg?: string
  /** The only algorithm a signed authorization response (JARM) may have. `RS256` unless told. */
  authorization_signed_response_alg?: string
  /** Sends requests to the endpoints that the provider keeps for clients with a certificate, where it names any (RFC 8705 §5). */
  use_mtls_endpoint_aliases?: boolean
  /** Hands authorization requests to the provider itself, past the browser (RFC 9126). Default: where the provider requires it. */
  require_pushed_authorization_requests?: boolean
  /** Binds tokens to a key of this app (RFC 9449). The key is derived from `secret`. Default: `false`. */
  dpop_bound_access_tokens?: boolean
  /** Signs authorization requests with `token.clientPrivateKey` (RFC 9101), by this algorithm where the key does not say it. */
  request_object_signing_alg?: string
  /** The same, where the algorithm is the key's own. */
  require_signed_request_object?: boolean
  /** Seconds since the person last proved themselves at the provider; an ID token must show it (`auth_time`). */
  default_max_age?: number
  /** Whether an ID token must say when the person proved themselves. */
  require_auth_time?: boolean
  /** Authentication contexts to ask for. An ID token must then name one of them in `acr`. */
  default_acr_values?: string[]
  [key: string]: unknown
}

/** A key as Web Crypto holds it, by its shape: not every app's compiler knows `CryptoKey`. */
interface HeldKey {
  readonly type: string
  readonly extractable: boolean
  readonly algorithm: { readonly name: string }
}

/** A key as JSON (RFC 7517), with what is looked at of it. */
export interface PrivateJwk {
  readonly kty?: string | undefined
  readonly crv?: string | undefined
  readonly alg?: string | undefined
  readonly kid?: string | undefined
  readonly d?: string | undefined
}

/** A private key of the client: as Web Crypto holds it, with the key id the provider knows it by, or as a JWK with `alg`. */
export type ClientPrivateKey = HeldKey | { key: HeldKey; kid?: string } | PrivateJwk

/** Checks that tie a callback to the browser that began it. */
export type ChecksType = "pkce" | "state" | "nonce" | "none"

/** A request to the provider's API in the name of whoever signs in. */
export interface ResourceRequest {
  url: string
  /** Default: `GET`. */
  method?: "GET" | "POST"
  /** Further query parameters. */
  params?: Record<string, string>
  /** Beside `authorization`, which is ours. Default: `accept: application/json`. */
  headers?: Record<string, string>
  body?: string
}

/** How a provider is asked who somebody is. Default of `url`: the userinfo endpoint, with the parameters of `userinfo.params`. */
export type UserinfoRequest = Partial<ResourceRequest>

/** The client of a provider, as endpoint handlers written for next-auth v4 use it. */
export interface OAuthClient {
  readonly metadata: Readonly<ClientMetadata>
  /**
   * Fetches what the userinfo endpoint says about the owner of the access token (OpenID Connect Core §5.3).
   *
   * @throws {ProtocolError} OAuthCallback, when the answer is not a JSON object with status 200
   */
  // biome-ignore lint/suspicious/noExplicitAny: handlers read fields that only their provider knows, as in next-auth v4
  userinfo<T = any>(accessToken: string | TokenSet, request?: UserinfoRequest): Promise<T>
  /**
   * Asks anything else in the name of the owner of the access token, as carefully: through `[customFetch]`, with the provider's timeout
   * and a size limit, and without following a redirect. Any status is an answer.
   *
   * @throws {TypeError} when there is no token, no answer in time, or a redirect
   */
  fetch(accessToken: string | TokenSet, request: ResourceRequest): Promise<Response>
  /**
   * Exchanges the code in `params` for tokens, and validates the ID token where one is expected.
   *
   * @throws {ProtocolError} OAuthCallback
   */
  callback(
    redirectUri: string,
    params: Record<string, string | undefined>,
    checks?: EndpointContext["checks"],
    extras?: { exchangeBody?: Record<string, unknown> },
  ): Promise<TokenSet>
  /** The same, under the name it has for providers without ID tokens. */
  oauthCallback: OAuthClient["callback"]
  /** Asks the token endpoint for tokens by any grant. */
  grant(body: { grant_type: string; [field: string]: unknown }): Promise<TokenSet>
}

/** What is left of a client when the person is known. */
export type ProfileClient = Pick<OAuthClient, "fetch">

/** What an endpoint handler is told. */
export interface EndpointContext<P = Profile> {
  provider: OAuthConfig<P> & { signinUrl: string; callbackUrl: string }
  client: OAuthClient
  /** Query parameters for the endpoint. */
  params: Record<string, string | undefined>
  tokens: TokenSet
  checks: { state?: string; nonce?: string; code_verifier?: string }
}

export interface AuthorizationEndpoint {
  url?: string
  params?: Record<string, unknown>
}

export interface TokenEndpoint<P = Profile> {
  url?: string
  params?: Record<string, unknown>
  /** Replaces the token request. */
  request?: (context: Omit<EndpointContext<P>, "tokens">) => Awaitable<{ tokens: TokenSet }>
  /** Mends an answer that departs from RFC 6749 §5.1 before it is checked. */
  conform?: (response: Response) => Awaitable<Response | undefined>
  /** Signs what `private_key_jwt` and signed request objects send. */
  clientPrivateKey?: ClientPrivateKey
  /** `aud` of the assertion in `client_secret_jwt` and `private_key_jwt`. Default: the issuer; without one the token endpoint. */
  clientAssertionAudience?: string
}

export interface UserinfoEndpoint<P = Profile> {
  url?: string
  params?: Record<string, unknown>
  /** Replaces the userinfo request. */
  request?: (context: Pick<EndpointContext<P>, "provider" | "client" | "tokens">) => Awaitable<P>
}

export interface ProviderStyle {
  logo?: string
  logoDark?: string
  bg?: string
  bgDark?: string
  text?: string
  textDark?: string
}

/** An OAuth 2.0 or OpenID Connect provider, in the shape documented for next-auth v4. */
export interface OAuthConfig<P> extends CommonProviderOptions {
  type: "oauth" | "oidc"
  /** URL of the discovery document. Implies OpenID Connect when it names `openid-configuration`. */
  wellKnown?: string
  /**
   * Issuer identifier; with `type: "oidc"` it is where discovery starts. Beside `wellKnown` it is what the discovery
   * document must name, else that is the part of `wellKnown` before `/.well-known/`. `{tenantid}` stands for one path
   * segment: the tenant, which an ID token names as `tid`.
   */
  issuer?: string
  jwks_endpoint?: string
  authorization?: string | AuthorizationEndpoint
  token?: string | TokenEndpoint<P>
  userinfo?: string | UserinfoEndpoint<P>
  /** Maps what the provider says about somebody to a user. `id` is required. `client` asks the provider for more, such as a photo. */
  profile?: (profile: P, tokens: TokenSet, client?: ProfileClient) => Awaitable<User>
  /** Checks of the callback. `["state"]` unless told; for `oidc` `["pkce", "state", "nonce"]`. */
  checks?: ChecksType | ChecksType[]
  clientId?: string
  clientSecret?: string
  client?: ClientMetadata
  /**
   * Whether an ID token is expected, validated, and used as the profile. With `type: "oidc"` there always is one; `false` then
   * takes the profile from the userinfo endpoint, which must speak about the same person.
   */
  idToken?: boolean
  region?: string
  /** `timeout`: milliseconds until a request to the provider is given up; 3,500 unless told. */
  httpOptions?: { timeout?: number; [key: string]: unknown }
  version?: string
  style?: ProviderStyle
  /**
   * Signs somebody in as the existing user with the same e-mail address.
   * Dangerous: a provider that does not verify addresses then opens every account.
   */
  allowDangerousEmailAccountLinking?: boolean
  /**
   * Whether the address that came with somebody is their own. `true`: this provider hands out verified ones only; `false`: it
   * verifies none; a function reads it from the profile. Default: the claim `email_verified`, and unknown without one.
   */
  emailVerified?: boolean | ((profile: P) => boolean | undefined)
  /**
   * Whether the issuer was named by somebody whom the developer does not answer for, such as a customer. Then nothing here may be
   * at a private address, or plain http. Default: `false`.
   */
  untrustedIssuer?: boolean
  [customFetch]?: typeof fetch
  /** The option of the same name, for this provider alone. */
  redirectProxyUrl?: string
  /** Revocation endpoint (RFC 7009 §2), where no discovery document names it. */
  revocation?: string
  /** End-session endpoint (OpenID Connect RP-Initiated Logout §2), where no discovery document names it. */
  endSession?: string
  /** What signing out does beyond this site, made by `logout()` of `countersign/features/logout`. Default: nothing. */
  logout?: ProviderLogout
}

/** What a provider's factory takes: everything may be overridden, the credentials are required. */
export type OAuthUserConfig<P> = Omit<Partial<OAuthConfig<P>>, "options" | "type"> &
  Required<Pick<OAuthConfig<P>, "clientId" | "clientSecret">>

/** One field of a credentials form; further attributes go to the `<input>`. */
export interface CredentialInput {
  label?: string
  type?: string
  value?: string
  placeholder?: string
  [attribute: string]: unknown
}

/** Fields that apps read without narrowing, as next-auth v4 typed them. */
// biome-ignore lint/suspicious/noExplicitAny: declared so by next-auth v4
type LooseFields = Record<string, any>

/** The request as `authorize` sees it. */
export interface CredentialsRequest {
  body?: LooseFields
  query?: LooseFields
  headers?: LooseFields
  method?: string
}

/** Sign-in by something the app itself checks. */
export interface CredentialsConfig<C extends Record<string, CredentialInput> = Record<string, CredentialInput>>
  extends CommonProviderOptions {
  type: "credentials"
  credentials: C
  /** The user, or `null` when the credentials are wrong. A thrown error's message is shown as `?error=`. */
  authorize: (credentials: Record<keyof C, string> | undefined, req: CredentialsRequest) => Awaitable<User | null>
}

/** What somebody is mailed about. */
export interface MailContext {
  /** The address, normalised: the only one to send to. */
  identifier: string
  /** What the mail has to lead to: it belongs in no log. With `link: false` the page where the code is typed. */
  url: string
  /** The code to type, with `code`. It belongs in no log either. */
  code?: string
  expires: Date
  theme: Theme
  /** What the browser sent, such as its `accept-language`; without a body. */
  request: Request
}

/** What sends the mail is told. */
export interface SendVerificationRequestParams extends MailContext {
  provider: EmailConfig
  /** The part of `url` that is secret; with `link: false` the code. */
  token: string
  /** The mail as it should be sent, with the words of `mail` in place of ours. */
  mail: Mail
}

/** How many mails may be asked for, in a window of time. */
export interface EmailLimits {
  /** Mails to one address. Default: 5. */
  perAddress?: number
  /** Mails that one visitor asks for, where a proxy of yours says who that is (`AUTH_TRUST_HOST`, `VERCEL`). Default: 30. `false`: any number. */
  perClient?: number | false
  /** Seconds. Default: 900. */
  window?: number
}

/** Sign-in by a link or a code in a mail, in the shape documented for next-auth v4. */
export interface EmailConfig extends CommonProviderOptions {
  type: "email"
  /** Where mail is handed in: `smtp://user:password@host:587`, or what `createTransport` of nodemailer takes. */
  server?: string | object
  /** `App <no-reply@app.example>` */
  from?: string
  /** Key of a mail service. Default: the environment's, such as `AUTH_RESEND_KEY` for the id `resend`. */
  apiKey?: string
  /** Seconds that a link is valid. Default: 86,400 (a day). */
  maxAge?: number
  /** Sends the mail. Rejects when it was not accepted. */
  sendVerificationRequest: (params: SendVerificationRequestParams) => Awaitable<void>
  /** Makes the secret of a link. Must be unguessable. Default: 32 random bytes. */
  generateVerificationToken?: () => Awaitable<string>
  /** Makes one spelling of many, and throws to refuse one. What it is given and what it returns must be usual addresses of RFC 5321. Default: lower case. */
  normalizeIdentifier?: (identifier: string) => string
  /** Hashes tokens for the database. Default: `secret`. */
  secret?: string
  /** `"get"`: opening the link signs in, on any device, as in next-auth v4. A scanner that opens it uses it up. */
  consume?: "get" | "confirm"
  /** Whether the mail holds a link. Default: `true`. */
  link?: boolean
  /** Whether the mail holds a code to type in the browser that asked. `true`: of 6 digits, for ten minutes. Default: `false`. */
  code?: boolean | { length?: 6 | 7 | 8; maxAge?: number }
  /** How often a mail may be asked for. `false`: as often as one likes, where something else limits it. */
  limits?: false | EmailLimits
  /** Replaces the subject, the text or the HTML of the mail, for instance to translate it. What it leaves out stays. */
  mail?: (context: MailContext) => Awaitable<Partial<Mail>>
  /** Seconds until sending is given up. Default: 10. */
  timeout?: number
  /** What keeps it from sending, as the file of a mail service tells: a sentence with the fix. */
  problem?: (config: EmailConfig) => string | undefined
}

/** An endpoint with its query parameters apart. */
export interface ResolvedEndpoint {
  readonly url: string | undefined
  readonly params: Readonly<Record<string, string>>
}

/** The stable deployment that answers for others. */
export interface RedirectProxy {
  /** Where its endpoints are: `https://app.example/api/auth`. */
  readonly url: string
  /** Origins it forwards to; `*` stands for a part of one label. */
  readonly origins: readonly string[]
}

/** An OAuth provider as the flows use it: every default filled in, nothing left to decide. */
export interface OAuthProvider {
  readonly id: string
  readonly name: string
  readonly type: "oauth" | "oidc"
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly issuer: string | undefined
  /** Discovery document to fetch; `undefined` when all endpoints are configured by hand. */
  readonly discovery: string | undefined
  readonly jwksEndpoint: string | undefined
  readonly authorization: ResolvedEndpoint
  readonly token: ResolvedEndpoint &
    Pick<TokenEndpoint, "request" | "conform" | "clientPrivateKey" | "clientAssertionAudience">
  readonly userinfo: ResolvedEndpoint & Pick<UserinfoEndpoint, "request">
  readonly idToken: boolean
  /** Who describes the person, where an ID token is expected and no `userinfo.request` is given. */
  readonly profileFrom: "idToken" | "userinfo"
  readonly checks: ReadonlySet<Exclude<ChecksType, "none">>
  /** `form_post` when the provider answers with a cross-site POST: check cookies must then be `SameSite=None`. */
  readonly responseMode: "query" | "form_post"
  readonly client: ClientMetadata
  /** The app's secret: keys of our own are derived from it. */
  readonly secret: string
  /** Whether the configured addresses are an outsider's words. */
  readonly untrustedIssuer: boolean
  /** Where the provider sends everybody back to, when that is not where they came from. */
  readonly redirectProxy: RedirectProxy | undefined
  /** Replaces the global `fetch`. */
  readonly fetch: typeof fetch | undefined
  /** Milliseconds until a request to the provider is given up. */
  readonly timeout: number
  readonly profile: (profile: Profile, tokens: TokenSetParameters, client?: ProfileClient) => Awaitable<User>
  readonly style: ProviderStyle
  readonly allowDangerousEmailAccountLinking: boolean
  readonly emailVerified: (profile: Profile) => boolean | undefined
  /** Configured by hand; a discovery document may name one too. */
  readonly revocation: string | undefined
  /** Configured by hand; a discovery document may name one too. */
  readonly endSession: string | undefined
  readonly logout: ProviderLogout | undefined
  /** The configuration as the developer wrote it, for endpoint handlers that ask for it. */
  readonly config: OAuthConfig<Profile>
}

export interface CredentialsProvider {
  readonly id: string
  readonly name: string
  readonly type: "credentials"
  readonly credentials: Readonly<Record<string, CredentialInput>>
  readonly authorize: CredentialsConfig["authorize"]
}

/** Whom and what a provider means when it ends a session: `sub` and `sid` of its ID token. */
export interface ProviderSession {
  readonly subject: string
  readonly sid?: string
}

/** A session that its provider may end. Sessions in a cookie hold this as a claim. */
export interface EndableSession extends ProviderSession {
  readonly provider: string
  /** Milliseconds since the epoch. */
  readonly since: number
}

/** Where it is kept which sessions a provider may end, and has ended. */
export interface LogoutStore {
  readonly adapter: Adapter | null
  readonly secret: string
  readonly strategy: "jwt" | "database"
  /** Seconds that a session lives which nobody reads. */
  readonly maxAge: number
}

/** Signing out beyond this site, as `countersign/features/logout` makes it. The core calls it and knows nothing else of it. */
export interface ProviderLogout {
  /** Option → the methods that it needs of the adapter. `keepsTokens`: whether a feature has the provider's tokens. */
  needs(strategy: LogoutStore["strategy"], keepsTokens: boolean): Readonly<Record<string, readonly (keyof Adapter)[]>>
  /** Whether the provider may end sessions from its side. */
  readonly mayEndSessions: boolean
  /** Somebody signed in at this provider: keeps what signing out will need. */
  began(context: FeatureContext, account: Account): Promise<void>
  /** Somebody signed in elsewhere: what was kept is of no use. */
  forget(context: FeatureContext): void
  /** Somebody signed out. Where they go to be signed out at the provider too; `null` when they did not come from there. */
  ended(context: FeatureContext, provider: OAuthProvider): Promise<string | null>
  /** Whether the provider sent the visitor back from a sign-out that this browser began. */
  isReturn(context: FeatureContext, provider: OAuthProvider): Promise<boolean>
  /** A session of the database began that the provider may end. */
  remember(store: LogoutStore, endable: EndableSession, row: AdapterSession): Promise<void>
  /** @throws {StorageError} when nobody can tell */
  wasEnded(store: LogoutStore, endable: EndableSession): Promise<boolean>
  /** The provider says that sessions have ended. */
  receive(context: FeatureContext, provider: OAuthProvider, channel: "back" | "front"): Promise<Outcome>
}

export interface EmailProvider {
  readonly id: string
  readonly name: string
  readonly type: "email"
  /** Seconds. */
  readonly maxAge: number
  readonly secret: string
  readonly consume: "get" | "confirm"
  readonly link: boolean
  /** `maxAge` in seconds. `null`: no code. */
  readonly code: { readonly length: number; readonly maxAge: number } | null
  /** `null`: as often as one likes. */
  readonly limits: Readonly<Required<EmailLimits>> | null
  /** Seconds. */
  readonly timeout: number
  readonly generateVerificationToken: EmailConfig["generateVerificationToken"]
  readonly normalizeIdentifier: EmailConfig["normalizeIdentifier"]
  readonly mail: EmailConfig["mail"]
  readonly sendVerificationRequest: EmailConfig["sendVerificationRequest"]
  /** The configuration as the developer wrote it, for functions that send mail. */
  readonly config: EmailConfig
}

/** A provider after its options were resolved. */
export type ResolvedProvider = OAuthProvider | CredentialsProvider | EmailProvider
