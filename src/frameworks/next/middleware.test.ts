import { NextRequest } from "next/server.js"
import { createElement } from "react"
import { renderToString } from "react-dom/server"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { encode } from "../../jwt.js"
import withAuthDefault, { middleware, type NextRequestWithAuth, proxy, withAuth } from "./middleware.js"

const secret = "s3cret"

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", secret)
  for (const name of ["NEXTAUTH_URL", "AUTH_SECRET", "VERCEL"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const event = { waitUntil() {} } as never

async function request(
  path: string,
  { token, headers, basePath }: { token?: object; headers?: Record<string, string>; basePath?: string } = {},
) {
  const cookie = token ? { cookie: `next-auth.session-token=${await encode({ token: token as never, secret })}` } : {}
  return new NextRequest(`http://app.test${path}`, {
    headers: { ...cookie, ...headers },
    ...(basePath ? { nextConfig: { basePath } } : {}),
  }) as NextRequestWithAuth
}

const location = (result: Response | null | undefined | void) => result?.headers.get("location")

test("the same guard goes by every name that a file of Next.js may re-export", () => {
  expect([withAuthDefault, middleware, proxy]).toEqual([withAuth, withAuth, withAuth])
})

test("a signed-out visitor is sent to sign in, and back to where they were going", async () => {
  const result = await withAuth(await request("/dashboard?x=1&y=a%20b"), event)
  expect(result?.status).toBe(307)
  expect(location(result)).toBe("http://app.test/api/auth/signin?callbackUrl=%2Fdashboard%3Fx%3D1%26y%3Da%2520b")
})

test("a signed-in visitor passes, by cookie or bearer token", async () => {
  expect(await withAuth(await request("/dashboard", { token: { sub: "1" } }), event)).toBeUndefined()
  const authorization = `Bearer ${await encode({ token: { sub: "1" }, secret })}`
  expect(await withAuth(await request("/dashboard", { headers: { authorization } }), event)).toBeUndefined()
})

test.each(["/api/auth/session", "/api/auth", "/api/auth/callback/x", "/_next/static/a.js", "/favicon.ico"])(
  "%s is always free, or nobody could sign in",
  async (path) => expect(await withAuth(await request(path), event)).toBeUndefined(),
)

test.each([
  "/api/authx",
  "/_nextfoo",
  "/favicon.ico.html",
  "/api/auth%2f..%2fadmin",
  "/api/auth/../admin",
  "//api/auth/x",
  "/dashboard?/api/auth/session",
  "/dashboard?next=/_next/static/a.js",
  "/dashboard?x=http://app.test/favicon.ico",
])("%s only looks like a free path (CVE-2025-54576)", async (path) =>
  expect((await withAuth(await request(path), event))?.status).toBe(307),
)

test("a path that looks like another site is not where one is sent back to (GHSA-7p99-3798-f85c, CVE-2022-24794)", async () => {
  const guarded = { nextUrl: { pathname: "//evil.example/x", search: "", origin: "http://app.test", basePath: "" } }
  const visitor = Object.defineProperties(await request("/"), Object.getOwnPropertyDescriptors(guarded))
  expect(location(await withAuth(visitor, event))).toBe(
    "http://app.test/api/auth/signin?callbackUrl=%2Fevil.example%2Fx",
  )
})

test("a custom sign-in page is free and is where visitors are sent; a query in it is kept", async () => {
  const guard = withAuth({ pages: { signIn: "/login?from=guard", error: "/oops" } })
  expect(await guard(await request("/login"), event)).toBeUndefined()
  expect(await guard(await request("/oops"), event)).toBeUndefined()
  expect(location(await guard(await request("/x"), event))).toBe("http://app.test/login?from=guard&callbackUrl=%2Fx")
})

test.each([
  ["/log-in#top", "http://app.test/log-in?callbackUrl=%2Fx#top"],
  ["/#/login?x", "http://app.test/?callbackUrl=%2Fx#/login?x"],
  ["/a/../login", "http://app.test/login?callbackUrl=%2Fx"],
  ["/anmeldung/süd", "http://app.test/anmeldung/s%C3%BCd?callbackUrl=%2Fx"],
  ["https://id.test/login?a=b c", "https://id.test/login?a=b%20c&callbackUrl=%2Fx"],
])("a sign-in page at %s is found", async (signIn, found) => {
  const guard = withAuth({ pages: { signIn } })
  expect(location(await guard(await request("/x"), event))).toBe(found)
})

test("the base path of the app is part of every address", async () => {
  const guarded = await request("/docs/x?y=1", { basePath: "/docs" })
  expect(location(await withAuth(guarded, event))).toBe(
    "http://app.test/docs/api/auth/signin?callbackUrl=%2Fdocs%2Fx%3Fy%3D1",
  )
  vi.stubEnv("NEXTAUTH_URL", "http://app.test/docs/api/auth")
  expect(await withAuth(await request("/docs/api/auth/session", { basePath: "/docs" }), event)).toBeUndefined()
})

test("without a secret nobody passes, not even with a token", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {})
  const visitor = await request("/dashboard", { token: { sub: "1" } })
  vi.stubEnv("NEXTAUTH_SECRET", "")
  const result = await withAuth(visitor, event)
  expect(location(result)).toBe("http://app.test/api/auth/error?error=Configuration")
  expect(log.mock.calls.join()).toContain("NEXTAUTH_SECRET")
})

test("an expired, altered or foreign token lets nobody pass", async () => {
  const good = await encode({ token: { sub: "1" }, secret })
  for (const token of [
    await encode({ token: { sub: "1" }, secret, maxAge: -60 }),
    await encode({ token: { sub: "1" }, secret: "another" }),
    `${good.slice(0, -4)}AAAA`,
    good.slice(0, 80),
    "x",
  ]) {
    const visitor = await request("/dashboard", { headers: { cookie: `next-auth.session-token=${token}` } })
    expect((await withAuth(visitor, event))?.status).toBe(307)
  }
})

test("GHSA-xmf8-cvqr-rfgj: a bearer token that is not percent-encoded properly is no crash", async () => {
  const result = await withAuth(await request("/dashboard", { headers: { authorization: "Bearer %" } }), event)
  expect(result?.status).toBe(307)
})

test("`authorized` decides, with the token and the request", async () => {
  const authorized = vi.fn(({ token, req }) => token?.role === "admin" && req.nextUrl.pathname === "/admin")
  const guard = withAuth({ callbacks: { authorized } })
  expect(await guard(await request("/admin", { token: { role: "admin" } }), event)).toBeUndefined()
  expect((await guard(await request("/admin", { token: { role: "member" } }), event))?.status).toBe(307)
  expect((await guard(await request("/admin"), event))?.status).toBe(307)
})

test.each([undefined, null, 0, Number.NaN, ""])(
  "GHSA-w24r-5266-9c3c: an `authorized` that answers %s lets nobody pass",
  async (answer) => {
    const guard = withAuth({ callbacks: { authorized: () => answer as never } })
    expect((await guard(await request("/admin", { token: { sub: "1" } }), event))?.status).toBe(307)
  },
)

test("an `authorized` that throws lets nobody pass (CVE-2021-21411)", async () => {
  const guard = withAuth({ callbacks: { authorized: () => Promise.reject(new Error("away")) } })
  await expect(guard(await request("/admin", { token: { sub: "1" } }), event)).rejects.toThrow("away")
})

test("a middleware of the app's own runs for those who pass, and knows who they are", async () => {
  const own = vi.fn((req: NextRequestWithAuth) => new Response(String(req.nextauth.token?.sub)))
  const guard = withAuth(own, { secret })
  const result = await guard(await request("/x", { token: { sub: "7" } }), event)
  expect(await result?.text()).toBe("7")
  expect((await guard(await request("/x"), event))?.status).toBe(307)
  expect(await guard(await request("/api/auth/session"), event)).toBeUndefined()
  expect(own).toHaveBeenCalledTimes(1)
})

test("reads the secure cookie under https, and only that", async () => {
  vi.stubEnv("NEXTAUTH_URL", "https://app.test")
  const token = await encode({ token: { sub: "1" }, secret })
  const visit = (name: string) => request("/x", { headers: { cookie: `${name}=${token}` } })
  expect(await withAuth(await visit("__Secure-next-auth.session-token"), event)).toBeUndefined()
  expect((await withAuth(await visit("next-auth.session-token"), event))?.status).toBe(307)
})

test("an own cookie name, decode and secret are honoured", async () => {
  const guard = withAuth({
    secret: "other",
    cookies: { sessionToken: { name: "mine" } },
    jwt: { decode: ({ token, secret }) => (token === "open" && secret === "other" ? { sub: "1" } : null) },
  })
  expect(await guard(await request("/x", { headers: { cookie: "mine=open" } }), event)).toBeUndefined()
  expect((await guard(await request("/x", { headers: { cookie: "mine=shut" } }), event))?.status).toBe(307)
})

describe("with `auth`, for sessions in a database", () => {
  const sessionOf = (name: string | null) => ({
    session: async () => ({ session: name ? { user: { name }, expires: "" } : null }),
  })

  test("whoever has a session passes, and the app's middleware knows who it is", async () => {
    const own = vi.fn((req: NextRequestWithAuth) => new Response(req.nextauth.session?.user?.name))
    const result = await withAuth(own, { auth: sessionOf("Ada") })(await request("/x"), event)
    expect(await result?.text()).toBe("Ada")
    expect(
      (await withAuth({ auth: sessionOf(null) })(await request("/x", { token: { sub: "1" } }), event))?.status,
    ).toBe(307)
  })

  test("`authorized` is told the session", async () => {
    const authorized = vi.fn(({ session }) => session?.user?.name === "Ada")
    const guard = (name: string) => withAuth({ auth: sessionOf(name), callbacks: { authorized } })
    expect(await guard("Ada")(await request("/x"), event)).toBeUndefined()
    expect((await guard("Eve")(await request("/x"), event))?.status).toBe(307)
  })

  test("nobody passes while the database is away", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    const auth = { session: () => Promise.reject(new Error("connection refused")) }
    const result = await withAuth({ auth })(await request("/x"), event)
    expect(location(result)).toBe("http://app.test/api/auth/error?error=Configuration")
  })
})

test("a form that is sent to a guarded page is not sent on to the sign-in page: RFC 9700 §4.12", async () => {
  const send = async (method: string) => {
    const sent = new NextRequest("http://app.test/x", { method }) as NextRequestWithAuth
    return (await withAuth(sent, event))?.status
  }
  expect([await send("POST"), await send("GET"), await send("HEAD")]).toEqual([303, 307, 307])
})

test("a redirect of the guard is not stored by caches (GHSA-3g8h-86w9-wvmq)", async () => {
  const headers = (await withAuth(await request("/x"), event))?.headers
  expect([headers?.get("cache-control"), headers?.get("vary")]).toEqual(["private, no-store", "Cookie"])
})

test("rendered as a page, as a `_middleware` file is, it refuses loudly", () => {
  const Page = withAuth as never
  expect(() => renderToString(createElement(Page))).toThrow(/protects nothing.*`proxy`.*beside `pages`/)
})
