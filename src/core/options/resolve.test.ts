import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Pages } from "../contracts/pages.js"
import type { OAuthProvider } from "../contracts/provider.js"
import { sessionCookieName } from "./cookie-options.js"
import type { AuthOptions } from "./options.js"
import { resolveOptions } from "./resolve.js"
import { resolveProvider } from "./resolve-provider.js"

const parts = { methods: {}, features: [], pages: async () => ({}) as Pages }
const resolve = (options: Partial<AuthOptions> = {}) =>
  resolveOptions({ providers: [], secret: "s", ...options }, parts)
const credentials = { id: "c", name: "C", type: "credentials", credentials: {}, authorize: () => null } as const

beforeEach(() => {
  for (const name of ["NEXTAUTH_URL", "NEXTAUTH_SECRET", "AUTH_SECRET", "AUTH_TRUST_HOST", "VERCEL"])
    vi.stubEnv(name, "")
})
afterEach(() => void vi.unstubAllEnvs())

test("fills in the documented defaults", () => {
  const config = resolve()
  expect(config.problem).toBeNull()
  expect(config.session).toMatchObject({ strategy: "jwt", maxAge: 2_592_000, updateAge: 86_400 })
  expect(config.jwt).toMatchObject({ secret: "s", maxAge: 2_592_000 })
  expect(config.theme).toEqual({})
  expect(Object.isFrozen(config)).toBe(true)
})

test("a token lives as long as the session unless told otherwise", () => {
  expect(resolve({ session: { maxAge: 60 } }).jwt.maxAge).toBe(60)
  expect(resolve({ session: { maxAge: 60 }, jwt: { maxAge: 30 } }).jwt.maxAge).toBe(30)
})

test("an option that is undefined is an option not given", () => {
  const config = resolve({
    jwt: { encode: undefined } as never,
    callbacks: { jwt: undefined } as never,
    cookies: { csrfToken: undefined } as never,
  })
  expect(config.problem).toBeNull()
  expect(config.cookies(true).csrfToken.name).toBe("__Host-next-auth.csrf-token")
  expect(config.jwt.encode).toBeTypeOf("function")
  expect(config.callbacks.jwt).toBeTypeOf("function")
})

test("takes the secret from the options, then jwt.secret, then NEXTAUTH_SECRET, then AUTH_SECRET", () => {
  vi.stubEnv("AUTH_SECRET", "fourth")
  expect(resolve({ secret: undefined }).secret).toBe("fourth")
  vi.stubEnv("NEXTAUTH_SECRET", "third")
  expect(resolve({ secret: undefined }).secret).toBe("third")
  expect(resolve({ secret: undefined, jwt: { secret: "second" } }).secret).toBe("second")
  expect(resolve({ secret: "first", jwt: { secret: "second" } })).toMatchObject({
    secret: "first",
    jwt: { secret: "second" },
  })
})

test("names cookies by whether they are secure, and replaces a whole entry with the developer's", () => {
  expect(resolve().cookies(true).sessionToken.name).toBe("__Secure-next-auth.session-token")
  expect(resolve().cookies(true).csrfToken.name).toBe("__Host-next-auth.csrf-token")
  expect(resolve().cookies(false).csrfToken.name).toBe("next-auth.csrf-token")
  expect(sessionCookieName(false)).toBe("next-auth.session-token")
  const own = { name: "mine", options: { path: "/x" } }
  expect(resolve({ cookies: { sessionToken: own } }).cookies(true).sessionToken).toEqual(own)
})

test("says everything that is wrong at once, each with its fix", () => {
  const { problem } = resolve({
    secret: undefined,
    providers: [credentials, { ...credentials }, { ...credentials, id: "d", authorize: undefined as never }],
    session: { maxAge: -1, strategy: "cookie" as never },
    pages: { signIn: "login" },
  })
  expect(problem?.code).toBe("NO_SECRET")
  for (const words of [
    "NEXTAUTH_SECRET",
    'the id "c"',
    "authorize",
    "session.maxAge",
    "session.strategy",
    "pages.signIn",
  ]) {
    expect(problem?.message).toContain(words)
  }
})

test.each([
  [{ secret: "" }, "NO_SECRET"],
  [{ providers: [{ ...credentials, authorize: undefined as never }] }, "CALLBACK_CREDENTIALS_HANDLER_ERROR"],
  [{ session: { strategy: "database" as const } }, "MISSING_ADAPTER_METHODS_ERROR"],
  [{ adapter: {} }, "MISSING_ADAPTER_METHODS_ERROR"],
  [{ providers: [{ ...credentials, id: "a/b" }] }, "INVALID_OPTION"],
  [{ policy: { default: "deny", routes: {} } as never }, "INVALID_OPTION"],
] satisfies [Partial<AuthOptions>, string][])("refuses %j with %s", (options, code) => {
  expect(resolve(options).problem?.code).toBe(code)
})

test("an impossible NEXTAUTH_URL is a problem, not an exception", () => {
  vi.stubEnv("NEXTAUTH_URL", "http://[")
  expect(resolve().problem?.message).toContain("NEXTAUTH_URL")
})

const strong = "k".repeat(32)
test.each([
  ["production", "http://app.test", strong, ["NEXTAUTH_URL_WITHOUT_HTTPS"]],
  ["production", "https://app.test", strong, []],
  ["production", "HTTP://app.test/api/auth", strong, ["NEXTAUTH_URL_WITHOUT_HTTPS"]],
  ["production", "app.test", strong, []],
  ["production", "https://app.test", "k".repeat(31), ["SECRET_TOO_SHORT"]],
  ["production", "http://localhost:3000", strong, []],
  ["production", "http://app.test", "short", ["NEXTAUTH_URL_WITHOUT_HTTPS", "SECRET_TOO_SHORT"]],
  ["production", "http://127.0.0.1:3000", strong, []],
  ["development", "http://app.test", "short", []],
])("in %s a site at %s with the secret %s is warned of, once: %j", (mode, url, secret, warnings) => {
  vi.stubEnv("NODE_ENV", mode)
  vi.stubEnv("NEXTAUTH_URL", url)
  const warned: string[] = []
  for (let time = 0; time < 2; time++) resolve({ secret, logger: { warn: (code) => void warned.push(code) } })
  expect(warned).toEqual(warnings)
})

test("a provider without a client id is reported and leaves the others alone", () => {
  const github = { id: "github", name: "GitHub", type: "oauth", wellKnown: "https://idp.test/x" } as const
  const config = resolve({ providers: [credentials, github] })
  expect(config.problem).toBeNull()
  expect(config.providerProblems.get("github")?.message).toContain("clientId")
  expect(config.providerProblems.has("c")).toBe(false)
})

const oauth = (config: object) =>
  resolveProvider({ id: "x", name: "X", type: "oauth", clientId: "id", ...config } as never, {
    secret: "",
  }) as OAuthProvider

test.each([
  [true, true],
  ["true", true],
  [false, false],
  ["false", false],
  ["TRUE", false],
  [1, false],
  [["true"], false],
  [{}, false],
  [null, false],
  [undefined, undefined],
])("an address whose `email_verified` is %j counts as verified: %j", (claim, verified) => {
  expect(oauth({}).emailVerified({ sub: "1", email_verified: claim } as never)).toBe(verified)
})

test("parts an endpoint into its address and its parameters", () => {
  const provider = oauth({
    authorization: {
      url: "https://idp.test/auth?a=1",
      params: { scope: "openid x", claims: { id_token: {} }, gone: undefined },
    },
    token: "https://idp.test/token?b=2",
  })
  expect(provider.authorization).toEqual({
    url: "https://idp.test/auth",
    params: { a: "1", scope: "openid x", claims: '{"id_token":{}}' },
  })
  expect(provider.token).toMatchObject({ url: "https://idp.test/token", params: { b: "2" } })
})

test("lays the developer's options over the provider's, deeply", () => {
  const provider = oauth({
    authorization: { url: "https://idp.test/auth", params: { scope: "a", prompt: "none" } },
    options: { id: "mine", clientId: "own", authorization: { params: { scope: "b" } }, profile: undefined },
  })
  expect(provider).toMatchObject({ id: "mine", clientId: "own" })
  expect(provider.authorization.params).toEqual({ scope: "b", prompt: "none" })
})

test("parameters are laid over an endpoint that is a URL, and a URL replaces an endpoint whole", () => {
  const short = oauth({
    authorization: "https://idp.test/auth?a=1",
    options: { authorization: { params: { scope: "b" } } },
  })
  expect(short.authorization).toEqual({ url: "https://idp.test/auth", params: { a: "1", scope: "b" } })
  const long = oauth({
    authorization: { url: "https://idp.test/auth", params: { scope: "a" } },
    options: { authorization: "https://own.test/auth?scope=c" },
  })
  expect(long.authorization).toEqual({ url: "https://own.test/auth", params: { scope: "c" } })
})

test.each([
  [{ idToken: false, wellKnown: "https://idp.test/.well-known/openid-configuration" }, false],
  [{ wellKnown: "https://idp.test/.well-known/openid-configuration" }, true],
  [{ wellKnown: "https://idp.test/.well-known/oauth-authorization-server" }, false],
  [{ authorization: { params: { scope: "openid email" } } }, true],
  [{ authorization: "https://idp.test/a?scope=email" }, false],
  [{ type: "oidc", issuer: "https://idp.test" }, true],
])("%j expects an ID token: %s", (config, expected) => {
  expect(oauth(config).idToken).toBe(expected)
})

test("checks the state unless told, and everything with plain oidc", () => {
  expect([...oauth({}).checks]).toEqual(["state"])
  expect([...oauth({ checks: "pkce" }).checks]).toEqual(["pkce"])
  expect([...oauth({ checks: ["none"] }).checks]).toEqual([])
  expect([...oauth({ type: "oidc", issuer: "https://idp.test" }).checks]).toEqual(["pkce", "state", "nonce"])
})

test("an oidc provider is discovered from its issuer", () => {
  expect(oauth({ type: "oidc", issuer: "https://idp.test/" }).discovery).toBe(
    "https://idp.test/.well-known/openid-configuration",
  )
})
