/** What people write. Every option is documented here with its default; `resolve.ts` fills the defaults in. */
import type { Adapter, AdapterUser } from "../contracts/adapter.js"
import type { Feature } from "../contracts/feature.js"
import type { LoggerInstance } from "../contracts/logger.js"
import type { Theme } from "../contracts/pages.js"
import type { Policy } from "../contracts/policy.js"
import type { Provider } from "../contracts/provider.js"
import type { CookieAttributes } from "../contracts/request.js"
import type { JWTOptions } from "../contracts/token.js"
import type { Account, Awaitable, JWT, Profile, Session, User } from "../model.js"

export type SessionStrategy = "jwt" | "database"

export interface SessionOptions {
  /** `"jwt"`: sealed in a cookie. `"database"`: a row, and its key in a cookie. Default: `"database"` with an adapter. */
  strategy: SessionStrategy
  /** Seconds until a session that is not used expires. Default: 2,592,000 (30 days). */
  maxAge: number
  /**
   * Seconds after which a session is written again: its row, or its cookie. Default: 86,400 (a day) for rows, 0 for cookies, which are
   * then written at every read. A cookie is also written when `callbacks.jwt` changed a claim, and never later than half of `maxAge`.
   */
  updateAge: number
  /** Makes the key of a database session. Must be unguessable. Default: 32 random bytes. */
  generateSessionToken: () => Awaitable<string>
}

/** Pages of your own instead of the built-in ones: paths on your site. */
export interface PagesOptions {
  /** Gets `?callbackUrl=` and, after a refused attempt, `&error=`. */
  signIn: string
  signOut: string
  /** Gets `?error=`. */
  error: string
  verifyRequest: string
  /** Where somebody goes after the very first sign-in, with `?callbackUrl=`. Needs an adapter. */
  newUser: string
}

export interface CookieOption {
  name: string
  options: CookieAttributes
}

export interface CookiesOptions {
  sessionToken: CookieOption
  callbackUrl: CookieOption
  csrfToken: CookieOption
  pkceCodeVerifier: CookieOption
  state: CookieOption
  nonce: CookieOption
}

export interface CallbacksOptions<P = Profile, A = Account> {
  /**
   * Whether this attempt may end in a session. `false` shows AccessDenied; a string sends the visitor there.
   * Runs before anything is written.
   */
  signIn: (params: {
    user: User | AdapterUser
    account: A | null
    /** The provider's own claims, with OAuth. */
    profile?: P
    email?: { verificationRequest?: boolean }
    /** What was typed, with credentials. */
    credentials?: Record<string, unknown>
  }) => Awaitable<string | boolean>
  /** Where to go afterwards. Default: within the site only. Whatever you let through is an open redirect. */
  redirect: (params: { url: string; baseUrl: string }) => Awaitable<string>
  /** What the app, and the browser, learn about the session. Default: name, e-mail and image. */
  session: (
    params: { session: Session; token: JWT; user: AdapterUser } & { newSession?: unknown; trigger?: "update" },
  ) => Awaitable<Session>
  /** What the token holds. `user`, `account` and `profile` are there at sign-in; `session` with `update()`, from the browser: untrusted. */
  jwt: (params: {
    token: JWT
    user: User | AdapterUser
    account: A | null
    profile?: P
    trigger?: "signIn" | "signUp" | "update"
    isNewUser?: boolean
    // biome-ignore lint/suspicious/noExplicitAny: documented as any; comes from the browser, so check it
    session?: any
  }) => Awaitable<JWT>
}

/** Told after something happened. An exception in one is logged and changes nothing. */
export interface EventCallbacks {
  signIn: (message: { user: User; account: Account | null; profile?: Profile; isNewUser?: boolean }) => Awaitable<void>
  signOut: (message: { session: Session; token: JWT }) => Awaitable<void>
  createUser: (message: { user: User }) => Awaitable<void>
  updateUser: (message: { user: User }) => Awaitable<void>
  linkAccount: (message: { user: User | AdapterUser; account: Account; profile: User | AdapterUser }) => Awaitable<void>
  session: (message: { session: Session; token: JWT }) => Awaitable<void>
}

export type EventType = keyof EventCallbacks

/** First part of an endpoint's path. */
export type AuthAction =
  | "providers"
  | "session"
  | "csrf"
  | "signin"
  | "signout"
  | "signed-out"
  | "backchannel-logout"
  | "frontchannel-logout"
  | "callback"
  | "verify-request"
  | "error"
  | "_log"

/** The one options object. */
export interface AuthOptions {
  /** Ways to sign in. */
  providers: Provider[]
  /** Seals cookies. At least 32 random characters. Default: `NEXTAUTH_SECRET`, then `AUTH_SECRET`. */
  secret?: string | undefined
  session?: Partial<SessionOptions> | undefined
  jwt?: Partial<JWTOptions> | undefined
  pages?: Partial<PagesOptions> | undefined
  callbacks?: Partial<CallbacksOptions> | undefined
  events?: Partial<EventCallbacks> | undefined
  /** Where users and sessions are stored. Without one there are only JWT sessions. */
  adapter?: Adapter | undefined
  /**
   * Seals the provider's tokens before the adapter stores them. `true`: under `secret`. A list of secrets: under the first,
   * and all of them open, so that a secret can be replaced. Other readers of the table then see only sealed ones.
   * Default: `false`.
   */
  encryptTokens?: boolean | readonly string[] | undefined
  /**
   * For previews, whose address no provider knows: where the endpoints of the stable deployment are, such as
   * `https://app.example/api/auth`. Providers send everybody there, and it forwards them. Set it on both, with the same secret.
   * Default: `AUTH_REDIRECT_PROXY_URL`.
   */
  redirectProxyUrl?: string | undefined
  /**
   * Origins that the stable deployment forwards to, such as `https://*.preview.app.example`; `*` stands for a part of one label.
   * Codes go there: list only what nobody else can deploy to. Default: none.
   */
  redirectProxyOrigins?: readonly string[] | undefined
  /** What is added to the core: what functions of `countersign/features/*` and `countersign/tokens` return. Default: none. */
  features?: Feature[] | undefined
  /** Who may go where: what `definePolicy` of `countersign/policy` returns. Default: none; then each route protects itself. */
  policy?: Policy | undefined
  /** Logs each step. Default: `false`. */
  debug?: boolean | undefined
  /** Where to report. Default: the console. */
  logger?: Partial<LoggerInstance> | undefined
  /** Looks of the built-in pages. */
  theme?: Theme | undefined
  /** Whether cookies are `Secure`, with `__Secure-` and `__Host-` names. Default: whether the site's URL is https. */
  useSecureCookies?: boolean | undefined
  /** Names and attributes of cookies. An entry replaces the default entry whole. */
  cookies?: Partial<CookiesOptions> | undefined
}

export type { JWTOptions, LoggerInstance, Theme }
