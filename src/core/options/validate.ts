/** Whether a configuration can work. All problems are reported together, each with its fix. */
import type { Adapter } from "../contracts/adapter.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { ConfigurationError } from "../errors.js"
import { developmentProblems } from "./development.js"
import type { AuthOptions, SessionStrategy } from "./options.js"
import { invalid, type Problem } from "./problem.js"
import { cookieProblems } from "./validate-cookies.js"
import { emailProblems } from "./validate-email.js"

/** What validation looks at: the options as written, and what they came to. */
export interface Candidate {
  readonly options: AuthOptions
  readonly secret: string | undefined
  readonly url: string | undefined
  readonly strategy: SessionStrategy
  readonly providers: readonly ResolvedProvider[]
}

/** What makes the whole configuration impossible; `null` when it works. */
export function validate(candidate: Candidate): ConfigurationError | null {
  return report([
    ...secretProblems(candidate),
    ...urlProblems(candidate),
    ...tokenProblems(candidate),
    ...providerProblems(candidate.providers, candidate.options.adapter),
    ...sessionProblems(candidate),
    ...proxyProblems(candidate),
    ...logoutProblems(candidate),
    ...pageProblems(candidate.options),
    ...cookieProblems(candidate.options),
    ...policyProblems(candidate.options),
    ...developmentProblems(candidate.providers),
  ])
}

/** What keeps people from signing in with this one provider; the others go on working. */
export function validateProvider(provider: ResolvedProvider): ConfigurationError | null {
  if (provider.type === "credentials") return null
  if (provider.type !== "email") return report([...oauthProblems(provider)])
  const problem = provider.config.problem?.(provider.config)
  return problem === undefined ? null : report([invalid(problem)])
}

function report([first, ...more]: readonly Problem[]): ConfigurationError | null {
  if (!first) return null
  const message = more.length === 0 ? first.message : [first, ...more].map((it) => `\n- ${it.message}`).join("")
  return new ConfigurationError(first.code, message)
}

function* secretProblems({ secret }: Candidate): Generator<Problem> {
  if (secret === undefined || secret === null) {
    yield {
      code: "NO_SECRET",
      message:
        "No secret: set `NEXTAUTH_SECRET` (or `AUTH_SECRET`) in the environment, or pass `secret`. `openssl rand -base64 32` makes one.",
    }
  } else if (typeof secret !== "string" || secret === "") {
    yield { code: "NO_SECRET", message: "`secret` must be a non-empty string; `openssl rand -base64 32` makes one." }
  }
}

function* tokenProblems({ options: { encryptTokens } }: Candidate): Generator<Problem> {
  if (
    Array.isArray(encryptTokens) &&
    !(encryptTokens.length > 0 && encryptTokens.every((it) => typeof it === "string" && it))
  ) {
    yield invalid("`encryptTokens` must be true, false, or a list of secrets with the present one first.")
  }
}

function* urlProblems({ url }: Candidate): Generator<Problem> {
  if (url === undefined) return
  const parsed = URL.canParse(/^https?:\/\//i.test(url) ? url : `https://${url}`)
  if (!parsed)
    yield invalid("`NEXTAUTH_URL` is not a URL: set it to the site's address, such as `https://app.example`.")
}

function* providerProblems(providers: readonly ResolvedProvider[], adapter: Adapter | undefined): Generator<Problem> {
  const ids = new Set<string>()
  for (const provider of providers) {
    const { id } = provider
    if (typeof id !== "string" || !/^[\w.~-]+$/.test(id)) {
      yield invalid(
        `A provider's \`id\` is ${JSON.stringify(id)}: use letters, digits, "-", "_", "." and "~", as it stands in URLs.`,
      )
      continue
    }
    if (ids.has(id)) yield invalid(`Two providers have the id "${id}": give one of them another \`id\`.`)
    ids.add(id)
    if (provider.type === "credentials") {
      if (typeof provider.authorize !== "function") {
        yield {
          code: "CALLBACK_CREDENTIALS_HANDLER_ERROR",
          message: `The credentials provider "${id}" has no \`authorize\`: pass a function that returns a user, or null.`,
        }
      }
    } else if (provider.type === "email") {
      yield* emailProblems(provider, adapter)
    } else if (provider.type !== "oauth" && provider.type !== "oidc") {
      yield invalid(
        `The provider "${id}" has type ${JSON.stringify((provider as { type: unknown }).type)}: use "oauth", "oidc", "email" or "credentials".`,
      )
    }
  }
}

function* oauthProblems(provider: Extract<ResolvedProvider, { clientId: string }>): Generator<Problem> {
  const { id, authorization, token, userinfo, discovery } = provider
  if (speaksOAuth1(provider.config)) {
    yield invalid(
      `The provider "${id}" is configured for OAuth 1.0a, which is not supported: register the app for OAuth 2.0 and name its \`authorization\`, \`token\` and \`userinfo\`. For Twitter that is \`countersign/providers/twitter\`.`,
    )
    return
  }
  if (!provider.clientId)
    yield invalid(`The provider "${id}" has no \`clientId\`: pass the one its registration page gave you.`)
  if (discovery === undefined) {
    if (!authorization.url)
      yield invalid(`The provider "${id}" has no \`authorization\` URL and no \`wellKnown\`: pass one of them.`)
    if (!token.url && !token.request)
      yield invalid(`The provider "${id}" has no \`token\` URL and no \`wellKnown\`: pass one of them.`)
    if (!provider.idToken && !userinfo.url && !userinfo.request) {
      yield invalid(`The provider "${id}" has no \`userinfo\`, so nobody could be identified: pass its URL.`)
    }
  }
  const proxy = provider.redirectProxy?.url
  if (
    proxy !== undefined &&
    !(URL.canParse(proxy) && isSafeOrigin(new URL(proxy)) && new URL(proxy).pathname !== "/")
  ) {
    yield invalid(
      `\`redirectProxyUrl\` of the provider "${id}" is not an https URL with a path: set it to where the stable deployment's endpoints are, such as \`https://app.example/api/auth\`.`,
    )
  }
  for (const [name, url] of [
    ["wellKnown", discovery],
    ["authorization", authorization.url],
    ["token", token.url],
    ["userinfo", userinfo.url],
  ] as const) {
    if (url !== undefined && !(URL.canParse(url) && /^https?:/.test(url))) {
      yield invalid(`\`${name}\` of the provider "${id}" is not an http(s) URL. Is its \`issuer\` set?`)
    }
  }
}

/** Codes travel there: https, or this very machine. */
export const isSafeOrigin = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))

/** A wildcard must leave a domain that somebody owns: two labels at least. */
function isProxyOrigin(pattern: unknown): boolean {
  if (typeof pattern !== "string") return false
  const filled = pattern.replaceAll("*", "x").toLowerCase()
  const isOrigin = URL.canParse(filled) && new URL(filled).origin === filled && isSafeOrigin(new URL(filled))
  const [, domain = ""] = /^.*\*[^.]*\.(.+)$/.exec(pattern) ?? []
  return isOrigin && (!pattern.includes("*") || domain.includes("."))
}

function* proxyProblems({ options: { redirectProxyOrigins: origins = [] } }: Candidate): Generator<Problem> {
  for (const pattern of Array.isArray(origins) ? origins : [origins]) {
    if (isProxyOrigin(pattern)) continue
    yield invalid(
      `\`redirectProxyOrigins\` holds ${JSON.stringify(pattern)}: use origins such as "https://*.preview.app.example", where "*" is a part of one label and a whole domain follows.`,
    )
  }
}

/** `accessTokenUrl` is OAuth 1.0a's too, unless the version says otherwise. */
const speaksOAuth1 = (config: { version?: string }): boolean =>
  "requestTokenUrl" in config || /^1/.test(config.version ?? ("accessTokenUrl" in config ? "1.0" : ""))

const methodsOfDatabaseSessions = ["createSession", "getSessionAndUser", "updateSession", "deleteSession"] as const
const methodsOfAccounts = ["createUser", "getUser", "getUserByEmail", "getUserByAccount", "linkAccount"] as const

function* sessionProblems({ options, strategy, providers }: Candidate): Generator<Problem> {
  const { session, jwt, adapter } = options
  for (const [name, value] of [
    ["session.maxAge", session?.maxAge],
    ["session.updateAge", session?.updateAge],
    ["jwt.maxAge", jwt?.maxAge],
  ] as const) {
    if (value !== undefined && !(typeof value === "number" && Number.isFinite(value) && value >= 0)) {
      yield invalid(`\`${name}\` must be a number of seconds, zero or more.`)
    }
  }
  if (strategy !== "jwt" && strategy !== "database") {
    yield invalid('`session.strategy` must be "jwt" or "database".')
  }
  if (strategy === "database" && !adapter) {
    yield {
      code: "MISSING_ADAPTER_METHODS_ERROR",
      message: 'Database sessions need an `adapter`: pass one, or set `session: { strategy: "jwt" }`.',
    }
  }
  if (!adapter) return
  const needed = strategy === "database" ? [...methodsOfAccounts, ...methodsOfDatabaseSessions] : methodsOfAccounts
  const missing = needed.filter((name) => typeof (adapter as Adapter)[name] !== "function")
  const usesAccounts = providers.some((provider) => provider.type !== "credentials")
  if (missing.length > 0 && (usesAccounts || strategy === "database")) {
    yield {
      code: "MISSING_ADAPTER_METHODS_ERROR",
      message: `The adapter has no ${missing.map((it) => `\`${it}\``).join(", ")}: use one that does.`,
    }
  }
}

function* logoutProblems({ options: { adapter, features = [] }, strategy, providers }: Candidate): Generator<Problem> {
  const keepsTokens = strategy === "jwt" && features.some(({ tokensOf }) => tokensOf !== undefined)
  for (const provider of providers) {
    const needs = "logout" in provider ? (provider.logout?.needs(strategy, keepsTokens) ?? {}) : {}
    for (const [option, methods] of Object.entries(needs)) {
      const missing = methods.filter((name) => typeof adapter?.[name] !== "function")
      if (missing.length === 0) continue
      yield {
        code: "MISSING_ADAPTER_METHODS_ERROR",
        message: `\`${option}\` of the provider "${provider.id}" needs an \`adapter\` with ${missing.map((it) => `\`${it}\``).join(", ")}, such as \`countersign/adapters/sql\`.`,
      }
    }
  }
}

/** Routes as they are written are no policy yet. */
function* policyProblems({ policy }: AuthOptions): Generator<Problem> {
  if (policy && typeof policy.decide !== "function") yield invalid("`policy` must be what `definePolicy` returns.")
}

function* pageProblems({ pages }: AuthOptions): Generator<Problem> {
  for (const [name, path] of Object.entries(pages ?? {})) {
    if (path && (typeof path !== "string" || !/^(?:\/(?!\/)|https?:\/\/)/.test(path))) {
      yield invalid(`\`pages.${name}\` must be a path that begins with "/", such as "/login".`)
    }
  }
}
