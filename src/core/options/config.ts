/** What we run on: every option resolved, frozen, shared by all requests. No default is decided anywhere else. */
import type { Adapter } from "../contracts/adapter.js"
import type { Feature } from "../contracts/feature.js"
import type { LoggerInstance } from "../contracts/logger.js"
import type { SignInMethod } from "../contracts/method.js"
import type { Pages, Theme } from "../contracts/pages.js"
import type { Policy } from "../contracts/policy.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import type { JWTOptions } from "../contracts/token.js"
import type { ConfigurationError } from "../errors.js"
import type { HeaderReader, Site } from "../http/site.js"
import type { CallbacksOptions, CookiesOptions, EventCallbacks, PagesOptions, SessionOptions } from "./options.js"

export interface Config {
  /** What makes the configuration impossible; `null` when it works. */
  readonly problem: ConfigurationError | null
  readonly providers: ReadonlyMap<string, ResolvedProvider>
  /** What keeps a provider from working, by its id. */
  readonly providerProblems: ReadonlyMap<string, ConfigurationError>
  readonly methods: Readonly<Record<string, SignInMethod>>
  /** Loaded when the first is shown: a server that only reads sessions never does. */
  readonly builtInPages: () => Promise<Pages>
  readonly secret: string
  readonly session: Readonly<SessionOptions>
  /** Seconds after which a session in its cookie is issued again; 0: at each read. */
  readonly reissueAfter: number
  readonly jwt: Readonly<JWTOptions>
  /** Whether the developer replaced `jwt.decode`: then only that function may open a session token. */
  readonly hasOwnDecode: boolean
  /** Whether the developer's `callbacks.jwt` may change a session's claims. */
  readonly changesTokens: boolean
  readonly pages: Readonly<Partial<PagesOptions>>
  readonly callbacks: Readonly<CallbacksOptions>
  readonly events: Readonly<Partial<EventCallbacks>>
  readonly adapter: Adapter | null
  /** Secrets that stored provider tokens are sealed under, the present one first; none when they are stored as they are. */
  readonly tokenSecrets: readonly string[]
  /** Whether some provider may end sessions from its side. */
  readonly mayEndSessions: boolean
  readonly features: readonly Feature[]
  /** Whether a proxy of ours says who asks (`AUTH_TRUST_HOST`, `VERCEL`). */
  readonly behindProxy: boolean
  readonly policy: Policy | null
  readonly log: LoggerInstance
  /** The developer's logger, which alone hears what browsers report. */
  readonly hasOwnLogger: boolean
  readonly theme: Readonly<Theme>
  readonly siteOf: (headers: HeaderReader | null) => Site
  readonly cookies: (secure: boolean) => Readonly<CookiesOptions>
}
