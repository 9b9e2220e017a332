/** Joins options, the built-in sign-in methods and the built-in pages: the door that every framework's door calls. */
import type { SignInMethod } from "./core/contracts/method.js"
import type { Policy } from "./core/contracts/policy.js"
import type { IncomingRequest, OutgoingAnswer } from "./core/contracts/request.js"
import { readSession } from "./core/flows/read-session.js"
import { handle } from "./core/handler/handle.js"
import { createCookieJar } from "./core/http/cookie-jar.js"
import type { HeaderReader } from "./core/http/site.js"
import { fromRequest, toResponse } from "./core/http/web.js"
import { type MaybePromise, whenReady } from "./core/maybe-promise.js"
import type { Session } from "./core/model.js"
import type { Config } from "./core/options/config.js"
import * as env from "./core/options/env.js"
import type { AuthOptions } from "./core/options/options.js"
import { resolveOptions } from "./core/options/resolve.js"
import { mayHoldSession } from "./core/session/session-cookie.js"
import type { SessionContext } from "./core/session/strategy.js"
import { strategyOf } from "./core/session/strategy-of.js"
import { limiting } from "./features/rate-limit/limiting.js"
import { credentialsMethod } from "./methods/credentials/index.js"
import { emailMethod } from "./methods/email/index.js"
import { oauthMethod } from "./methods/oauth/index.js"

export interface SessionResult {
  /** Who is signed in; `null` for nobody. */
  readonly session: Session | null
  /** `Set-Cookie` values to send along, as when a session was extended or an invalid one removed. */
  readonly cookies: readonly string[]
}

export interface Auth {
  /**
   * Answers a request to one of our endpoints (`/api/auth/…`). Never rejects.
   *
   * `path`: its parts below the base path, where a router has found them already.
   */
  handle(request: Request, path?: readonly string[]): Promise<Response>
  /** The same for a server that does not speak `Request` and `Response`, without making them. Never rejects. */
  answer(request: IncomingRequest, path?: readonly string[]): Promise<OutgoingAnswer>
  /**
   * Who is signed in, according to a request's headers.
   *
   * @throws {ConfigurationError} when the options cannot work: then nobody can tell.
   * @throws {StorageError} when the database is away.
   */
  session(headers: HeaderReader): Promise<SessionResult>
  /**
   * When whoever is signed in signed in, in seconds since the epoch; `null` when nobody knows. Needs a `policy` in the options.
   *
   * @throws {ConfigurationError} `MISSING_ADAPTER_METHODS_ERROR` when the adapter cannot tell
   */
  authTime(headers: HeaderReader): Promise<number | null>
  /** That of the options. */
  readonly policy: Policy | null
}

const parts = {
  methods: {
    oauth: oauthMethod as SignInMethod,
    oidc: oauthMethod as SignInMethod,
    credentials: credentialsMethod as SignInMethod,
    email: emailMethod as SignInMethod,
  },
  pages: async () => (await import("./pages/built-in.js")).builtInPages,
  features: [limiting({})],
}

/** The configuration that requests run on. Only where `countersign dev` stands in for providers is it there a moment later. */
type RunningConfig = () => MaybePromise<Config>

interface Resolved {
  readonly config: Config
  readonly running: RunningConfig
  readonly auth: Auth
}

const known = new WeakMap<AuthOptions, Resolved>()

/**
 * Authentication on web standards, for any server that speaks `Request` and `Response`.
 * The same options object gives the same result, resolved and validated once.
 *
 * @example
 * ```ts
 * import { createAuth } from "countersign"
 * import GitHub from "countersign/providers/github"
 *
 * const auth = createAuth({ providers: [GitHub({ clientId: "…", clientSecret: "…" })] })
 * const response = await auth.handle(new Request("https://app.example/api/auth/session"))
 * const { session } = await auth.session(new Headers({ cookie: "…" }))
 * ```
 */
export const createAuth = (options: AuthOptions): Auth => resolved(options).auth

/** What the same options came to, for the functions that work beside the endpoints. */
export const configOf = (options: AuthOptions): Config | Promise<Config> => resolved(options).running()

/** What `Auth.answer` answers, at once where nobody has to be asked. */
export const answerOf = (
  options: AuthOptions,
  request: IncomingRequest,
  path?: readonly string[],
): MaybePromise<OutgoingAnswer> => whenReady(resolved(options).running(), (config) => handle(config, request, path))

/** What `Auth.session` answers, at once where nobody has to be asked. Throws what that rejects with. */
export function sessionOf(options: AuthOptions, headers: HeaderReader): MaybePromise<SessionResult> {
  const { config } = resolved(options)
  if (config.problem) throw config.problem
  const header = headers.get("cookie")
  const { secure } = config.siteOf(headers)
  if (!mayHoldSession(header, config.cookies(secure).sessionToken.name, secure)) return nobody
  const jar = createCookieJar(header)
  const reading = readSession({ config, jar, secure, now: new Date() })
  return whenReady(reading, (session) => ({ session, cookies: jar.changes() }))
}

const nobody: SessionResult = Object.freeze({ session: null, cookies: Object.freeze([]) })

function resolved(options: AuthOptions): Resolved {
  const ready = known.get(options)
  if (ready) return ready
  const config = resolveOptions(options, parts)
  const running = runningConfig(config)
  const auth: Auth = {
    handle: async (request, path) => toResponse(await auth.answer(fromRequest(request), path)),
    answer: async (request, path) => answerOf(options, request, path),
    session: async (headers) => sessionOf(options, headers),
    authTime: (headers) => strategyOf(config).readAuthTime(contextOf(config, headers)),
    policy: config.policy,
  }
  const result = { config, running, auth }
  known.set(options, result)
  return result
}

function runningConfig(config: Config): RunningConfig {
  const server = env.developmentServer()
  if (config.problem || server === undefined) {
    reportProblems(config)
    return () => config
  }
  let stoodIn: Promise<Config> | undefined
  return () => {
    stoodIn ??= standIns(config, server)
    return stoodIn
  }
}

function contextOf(config: Config, headers: HeaderReader): SessionContext {
  const jar = createCookieJar(headers.get("cookie") ?? "")
  return { config, jar, secure: config.siteOf(headers).secure, now: new Date() }
}

async function standIns(config: Config, server: string): Promise<Config> {
  const { withStandIns } = await import("./core/options/stand-in.js")
  const stoodIn = withStandIns(config, server)
  reportProblems(stoodIn)
  return stoodIn
}

/** Says what the developer should know although requests can be answered. */
function reportProblems({ problem, providerProblems, log }: Config): void {
  if (problem) return // said at every request that it refuses
  for (const error of providerProblems.values()) log.error("INVALID_PROVIDER", error)
}
