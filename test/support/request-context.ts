/** A request as sign-in methods see it, with cookies kept in memory: what a browser would hold between two requests. */
import type { OAuthConfig, OAuthProvider } from "../../src/core/contracts/provider.js"
import type { AuthRequest, CheckCookies, CheckName, RequestContext } from "../../src/core/contracts/request.js"
import type { Profile } from "../../src/core/model.js"
import { resolveProvider } from "../../src/core/options/resolve-provider.js"

export const baseUrl = "https://app.example/api/auth"

export interface LogLine {
  readonly code: string
  readonly metadata?: unknown
}

export interface TestBrowser {
  /** Check values by name, each with the provider it is bound to. */
  readonly checks: Map<CheckName, { value: string; provider: string; scope?: string | undefined }>
  readonly log: LogLine[]
  request(request: Partial<AuthRequest>, now?: Date): RequestContext
}

export function testBrowser(): TestBrowser {
  const checks: TestBrowser["checks"] = new Map()
  const log: LogLine[] = []
  const cookies: CheckCookies = {
    async create(check, provider, value, scope) {
      checks.set(check, { value, provider: provider.id, scope })
    },
    async open(check, providerId) {
      const kept = checks.get(check)
      return kept?.provider === providerId ? kept.value : null
    },
    async scopeOf(check, providerId) {
      const kept = checks.get(check)
      return kept?.provider === providerId ? kept.scope : undefined
    },
    remove(check) {
      checks.delete(check)
    },
  }
  return {
    checks,
    log,
    request: (request, now = new Date()) => ({
      request: { method: "GET", headers: new Headers(), query: {}, body: {}, repeated: new Set(), ...request },
      origin: "https://app.example",
      baseUrl,
      jar: { get: () => undefined, names: () => [], set: () => {}, remove: () => {} },
      checks: cookies,
      destination: "https://app.example/",
      now,
      log: {
        error: (code, metadata) => log.push({ code, metadata }),
        warn: (code) => log.push({ code }),
        debug: (code, metadata) => log.push({ code, metadata }),
      },
    }),
  }
}

const resolvedDefaults = resolveProvider(
  { id: "example", name: "example", type: "oauth" },
  { secret: "" },
) as OAuthProvider

/** A provider with everything a test does not care about filled in. */
export function testProvider(provider: Partial<OAuthProvider> = {}): OAuthProvider {
  const id = provider.id ?? "example"
  return {
    id,
    name: id,
    type: "oauth",
    clientId: "the-client",
    clientSecret: "the-secret",
    issuer: undefined,
    discovery: undefined,
    jwksEndpoint: undefined,
    authorization: { url: undefined, params: {} },
    token: { url: undefined, params: {} },
    userinfo: { url: undefined, params: {} },
    idToken: false,
    profileFrom: "idToken",
    checks: new Set(["state"]),
    responseMode: "query",
    client: {},
    secret: "the secret of the app",
    untrustedIssuer: false,
    redirectProxy: undefined,
    fetch: undefined,
    timeout: 3500,
    profile: (profile) => ({
      id: profile.sub as string,
      ...(profile.name === undefined ? {} : { name: profile.name }),
      ...(profile.email === undefined ? {} : { email: profile.email }),
    }),
    style: {},
    allowDangerousEmailAccountLinking: false,
    emailVerified: resolvedDefaults.emailVerified,
    revocation: undefined,
    endSession: undefined,
    logout: undefined,
    config: { id, name: id, type: "oauth" } satisfies OAuthConfig<Profile>,
    ...provider,
  }
}
