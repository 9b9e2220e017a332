/** `withAuth` with a policy. */
import { NextRequest } from "next/server.js"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createAuth } from "../../auth.js"
import type { JWT, Session } from "../../core/model.js"
import { encode } from "../../jwt.js"
import { definePolicy, everyone, role, signedIn, signedInWithin } from "../../policy.js"
import { type NextAuthMiddlewareOptions, type NextRequestWithAuth, withAuth } from "./middleware.js"

const secret = "a secret of at least 32 characters, for tests"

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", secret)
  for (const name of ["NEXTAUTH_URL", "AUTH_SECRET", "VERCEL"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const policy = definePolicy({
  default: "deny",
  routes: {
    "/": everyone,
    "/dashboard/**": signedIn,
    "/admin/**": role("admin"),
    "/payout": signedInWithin(300),
    "/api/orders/**": signedIn,
    "/api/public": everyone,
  },
})

const callbacks = {
  session: ({ session, token }: { session: Session; token: JWT }): Session =>
    ({ ...session, user: { ...session.user, role: token.role } }) as Session,
}

interface Asked {
  readonly token?: Record<string, unknown>
  readonly headers?: Record<string, string>
  readonly method?: string
  readonly options?: NextAuthMiddlewareOptions
}

async function answerTo(path: string, { token, headers, method = "GET", options }: Asked = {}) {
  const cookie = token ? { cookie: `next-auth.session-token=${await encode({ token, secret })}` } : {}
  const request = new NextRequest(`http://app.test${path}`, { method, headers: { ...cookie, ...headers } })
  const guard = withAuth({ policy, callbacks, ...options })
  return (await guard(request as NextRequestWithAuth, { waitUntil() {} } as never)) as Response | undefined
}

const html = { accept: "text/html,application/xhtml+xml" }
const json = { accept: "application/json" }

test.each([
  "/",
  "/api/public",
  "/api/auth/session",
  "/_next/static/a.js",
  "/_next/static/chunks/%5Broot-of-the-server%5D__0a1b._.js",
  "/_next/static/chunks/app/(shop)/%40modal/%5B...slug%5D/page.js",
  "/_next/image",
  "/favicon.ico",
])("%s is open to everybody", async (path) => expect(await answerTo(path)).toBeUndefined())

test("a browser is sent to sign in, and back to where it was going", async () => {
  const answer = await answerTo("/dashboard?x=1", { headers: html })
  expect(answer?.status).toBe(307)
  expect(answer?.headers.get("location")).toBe("http://app.test/api/auth/signin?callbackUrl=%2Fdashboard%3Fx%3D1")
  expect(answer?.headers.get("cache-control")).toBe("private, no-store")
})

test("a form that is sent to a page that asks to sign in is not sent on", async () => {
  expect((await answerTo("/dashboard", { headers: html, method: "POST" }))?.status).toBe(303)
})

test("an API call is told what is missing, and nothing of the rule", async () => {
  for (const answer of [await answerTo("/api/orders"), await answerTo("/dashboard", { headers: json })]) {
    expect(answer?.status).toBe(401)
    expect(answer?.headers.get("www-authenticate")).toBe("Bearer")
    expect(answer?.headers.get("content-type")).toBe("application/problem+json")
    expect(answer?.headers.get("cache-control")).toBe("private, no-store")
    expect(await answer?.json()).toEqual({ type: "about:blank", title: "Sign in first", status: 401 })
  }
})

test("somebody without the role gets the page that says so, or 403", async () => {
  const token = { sub: "1", name: "Ada", role: "editor" }
  const page = await answerTo("/admin/users", { token, headers: html })
  expect(page?.headers.get("location")).toBe("http://app.test/api/auth/error?error=AccessDenied")
  const problem = await answerTo("/admin/users", { token, headers: json })
  expect(problem?.status).toBe(403)
  expect(await problem?.text()).not.toContain("admin")
})

test("with the role they pass, and the app's own function runs", async () => {
  const token = { sub: "1", name: "Ada", role: "admin" }
  expect(await answerTo("/admin/users", { token })).toBeUndefined()
  const request = new NextRequest("http://app.test/admin", {
    headers: { cookie: `next-auth.session-token=${await encode({ token, secret })}` },
  })
  const guard = withAuth((seen) => new Response(String(seen.nextauth.token?.name)), { policy, callbacks })
  const answer = (await guard(request as NextRequestWithAuth, {} as never)) as Response
  expect(await answer.text()).toBe("Ada")
})

test.each([
  [10, undefined],
  [400, 401],
  [null, 401],
])("signed in %s seconds ago: %s", async (ago, status) => {
  const auth_time = ago === null ? {} : { auth_time: Math.floor(Date.now() / 1000) - ago }
  const answer = await answerTo("/payout", { token: { sub: "1", name: "Ada", ...auth_time }, headers: json })
  expect(answer?.status).toBe(status)
  if (status) expect(answer?.headers.get("www-authenticate")).toContain("insufficient_user_authentication")
})

test("a token whose time of signing in is no number proves nothing recent", async () => {
  for (const auth_time of [String(Math.floor(Date.now() / 1000)), null, true, [9e9]]) {
    expect((await answerTo("/payout", { token: { sub: "1", auth_time }, headers: json }))?.status).toBe(401)
  }
})

test("the app's own `authorized` is asked as well, about the request and the token", async () => {
  const asked: unknown[] = []
  const authorized = (about: { req: Request; token: JWT | null }) => asked.push(about) > 1
  const ask = () => answerTo("/dashboard", { token: { sub: "1", name: "Ada" }, options: { callbacks: { authorized } } })
  expect((await ask())?.status).toBe(307)
  expect(await ask()).toBeUndefined()
  expect(asked[0]).toMatchObject({ req: { url: "http://app.test/dashboard" }, token: { name: "Ada" } })
})

test.each([
  "/_next/data/build/admin.json",
  "/_next/data/build/../../../admin",
  "/ADMIN",
  "/admin.rsc",
  "/admin;x",
  "/%61dmin",
  "/api/auth%2f..%2fadmin",
  "/api/auth;/../../admin",
  "//admin",
  "/_next/static%2f..%2f..%2fadmin",
  "/_next/static/%2e%2e%2f%2e%2e%2fadmin",
  "/_next/static/%252e%252e/admin",
  "/_next/static/..%5c..%5cadmin",
  "/favicon.ico%00",
])("%s lets nobody pass", async (path) => {
  const refused = await answerTo(path, { token: { sub: "1", name: "Ada", role: "editor" }, headers: json })
  expect(refused?.status).toBe(403)
})

test("the data of a page is judged like the page where Next.js leaves its address as it is", async () => {
  const raw = new Request("http://app.test/_next/data/build/dashboard.json", { headers: json })
  const answer = (await withAuth({ policy, callbacks })(raw as NextRequestWithAuth, {} as never)) as Response
  expect(answer.status).toBe(401)
})

test("nobody passes a guarded path when nobody can tell who asks", async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "")
  const log = vi.spyOn(console, "error").mockImplementation(() => {})
  expect((await answerTo("/dashboard", { headers: json }))?.status).toBe(503)
  expect(String(log.mock.calls)).toContain("NEXTAUTH_SECRET")
  const page = await answerTo("/dashboard", { headers: html })
  expect(page?.headers.get("location")).toBe("http://app.test/api/auth/error?error=Configuration")
  expect(await answerTo("/")).toBeUndefined()
})

test("`authorized` is asked as well: neither opens what the other closes", async () => {
  const token = { sub: "1", name: "Ada", role: "admin" }
  const deny = { callbacks: { ...callbacks, authorized: () => false } }
  const allow = { callbacks: { ...callbacks, authorized: () => true } }
  expect((await answerTo("/admin", { token, headers: json, options: deny }))?.status).toBe(403)
  expect((await answerTo("/admin", { headers: json, options: allow }))?.status).toBe(401)
})

test("the policy of the options decides, by the session as the app shows it", async () => {
  const auth = createAuth({ providers: [], secret, policy, callbacks })
  const token = { sub: "1", name: "Ada", role: "editor" }
  const options = { auth, policy: undefined, callbacks: {} }
  expect((await answerTo("/admin", { token, headers: json, options }))?.status).toBe(403)
  expect(await answerTo("/admin", { token: { ...token, role: "admin" }, headers: json, options })).toBeUndefined()
  expect(await answerTo("/payout", { token: { ...token, auth_time: Date.now() / 1000 }, options })).toBeUndefined()
})

test("routes that were never made a policy let nobody pass, and the log says what is missing", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {})
  const auth = createAuth({ providers: [], secret, policy: { default: "public", routes: {} } as never })
  const options = { auth, policy: undefined, callbacks: {} }
  const answer = await answerTo("/dashboard", { token: { sub: "1", name: "Ada" }, headers: html, options })
  expect(answer?.headers.get("location")).toBe("http://app.test/api/auth/error?error=Configuration")
  expect(String(log.mock.calls)).toContain("definePolicy")
})
