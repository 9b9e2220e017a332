import type { Feature } from "../contracts/feature.js"
import type { LoggerInstance } from "../contracts/logger.js"
import type { SignInMethod } from "../contracts/method.js"
import type { Pages } from "../contracts/pages.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { randomValue } from "../crypto/random.js"
import { decode, sealClaims } from "../crypto/token.js"
import type { ConfigurationError } from "../errors.js"
import { redirectWithinSite } from "../http/destination.js"
import { createSiteReader } from "../http/site.js"
import type { Config } from "./config.js"
import { resolveCookies } from "./cookie-options.js"
import { definedOnly } from "./defined-only.js"
import * as env from "./env.js"
import { resolveLogger } from "./logger.js"
import type { AuthOptions, CallbacksOptions, SessionOptions } from "./options.js"
import { resolveProvider } from "./resolve-provider.js"
import { isSafeOrigin, validate, validateProvider } from "./validate.js"

/** 30 days, in seconds. */
const defaultMaxAge = 2_592_000
/** A day, in seconds. */
const defaultUpdateAge = 86_400

/** What the rooms around the core bring. */
export interface Parts {
  readonly methods: Readonly<Record<string, SignInMethod>>
  readonly pages: () => Promise<Pages>
  /** Those that are there without being named. One of the same id that the app names takes its place. */
  readonly features: readonly Feature[]
}

const defaultCallbacks: CallbacksOptions = {
  signIn: () => true,
  redirect: redirectWithinSite,
  session: ({ session }) => session,
  jwt: ({ token }) => token,
}

/** Fills in every default. Never throws: what is impossible is in `problem`, and the caller fails closed. */
export function resolveOptions(given: AuthOptions, parts: Parts): Config {
  const options: AuthOptions = Object.assign(Object.create(null), given) // a secret of a polluted prototype is nobody's
  const secret = options.secret ?? options.jwt?.secret ?? env.secret()
  const url = env.url()
  const session = resolveSession(options)
  const { redirectProxyUrl = env.redirectProxyUrl(), redirectProxyOrigins } = options
  const app = { secret: secret ?? "", redirectProxyUrl, redirectProxyOrigins }
  const providers = (options.providers ?? []).filter(Boolean).map((provider) => resolveProvider(provider, app))
  const problem = validate({ options, secret, url, strategy: session.strategy, providers })
  const log = resolveLogger(options.logger ?? {}, options.debug === true)
  if (!problem && env.inProduction()) warn(log, url, secret as string)
  const cookies = [false, true].map((secure) => resolveCookies(options.cookies, secure))

  return Object.freeze({
    problem,
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    providerProblems: problemsOf(providers),
    methods: parts.methods,
    builtInPages: parts.pages,
    secret: secret ?? "",
    session,
    reissueAfter: Math.min(options.session?.updateAge ?? 0, session.maxAge / 2),
    jwt: Object.freeze({
      secret: options.jwt?.secret ?? secret ?? "",
      maxAge: options.jwt?.maxAge ?? session.maxAge,
      encode: options.jwt?.encode ?? sealClaims,
      decode: options.jwt?.decode ?? decode,
    }),
    hasOwnDecode: options.jwt?.decode !== undefined,
    changesTokens: options.callbacks?.jwt !== undefined,
    pages: options.pages ?? {},
    callbacks: Object.freeze({ ...defaultCallbacks, ...definedOnly(options.callbacks) }),
    events: options.events ?? {},
    adapter: options.adapter ?? null,
    tokenSecrets: options.encryptTokens === true ? [secret ?? ""] : options.encryptTokens || [],
    mayEndSessions: providers.some(mayEndSessions),
    features: withUsual(options.features ?? [], parts.features),
    behindProxy: env.trustHost(),
    policy: problem ? null : (options.policy ?? null),
    log,
    hasOwnLogger: options.logger !== undefined,
    theme: options.theme ?? {},
    siteOf: createSiteReader({
      url: problem ? undefined : url,
      trustHost: env.trustHost(),
      trustLoopback: !env.inProduction(),
      useSecureCookies: options.useSecureCookies,
    }),
    cookies: (secure: boolean) => cookies[secure ? 1 : 0] as NonNullable<(typeof cookies)[0]>,
  })
}

/** What was warned of last: once, for an app may make its options anew for every request. */
let told = ""

/** What works, and should not stay so. It is said and not refused: apps of next-auth v4 do it, and some networks have no certificates. */
function warn(log: LoggerInstance, url: string | undefined, secret: string): void {
  const isInClear = /^http:/i.test(url ?? "") && !isSafeOrigin(new URL(url as string))
  const codes = [isInClear && "NEXTAUTH_URL_WITHOUT_HTTPS", secret.length < 32 && "SECRET_TOO_SHORT"].filter(Boolean)
  if (told === codes.join()) return
  told = codes.join()
  for (const code of codes) log.warn(code as string)
}

const withUsual = (own: readonly Feature[], usual: readonly Feature[]): readonly Feature[] => [
  ...usual.filter(({ id }) => !own.some((feature) => feature.id === id)),
  ...own,
]

const mayEndSessions = (provider: ResolvedProvider): boolean =>
  "logout" in provider && provider.logout?.mayEndSessions === true

function resolveSession({ session, adapter }: AuthOptions): Readonly<SessionOptions> {
  return Object.freeze({
    strategy: session?.strategy ?? (adapter ? "database" : "jwt"),
    maxAge: session?.maxAge ?? defaultMaxAge,
    updateAge: session?.updateAge ?? defaultUpdateAge,
    generateSessionToken: session?.generateSessionToken ?? randomValue,
  })
}

/** What keeps single providers from working, by their ids. */
export function problemsOf(providers: readonly ResolvedProvider[]): ReadonlyMap<string, ConfigurationError> {
  const problems = new Map<string, ConfigurationError>()
  for (const provider of providers) {
    const problem = validateProvider(provider)
    if (problem) problems.set(provider.id, problem)
  }
  return problems
}
