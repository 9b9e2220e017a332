import { IncomingMessage, ServerResponse } from "node:http"
import { Socket } from "node:net"
import type { GetServerSidePropsContext } from "next"
import { NextRequest } from "next/server.js"
import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from "vitest"
import { MemoryAdapter } from "../../adapters/memory.js"
import type { JWT, Session } from "../../core/model.js"
import type { AuthOptions } from "../../core/options/options.js"
import { encode } from "../../jwt.js"
import { allOf, claim, definePolicy, everyone, role, signedIn, signedInWithin } from "../../policy.js"
import { createGuards } from "./guards.js"
import type { ApiRequest } from "./node-request.js"

const secret = "a secret of at least 32 characters, for tests"

let sent: Headers | undefined
vi.mock("next/headers.js", () => ({ headers: async () => sent }))

beforeEach(() => {
  for (const name of ["NEXTAUTH_URL", "AUTH_SECRET", "VERCEL", "NEXTAUTH_SECRET"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const error = vi.fn()
const options: AuthOptions = {
  providers: [],
  secret,
  logger: { error },
  policy: definePolicy({
    default: "deny",
    routes: { "/open": everyone, "/admin/**": role("admin"), "/api/orders/:id": signedIn, "/orders": signedIn },
  }),
  callbacks: {
    session: ({ session, token }: { session: Session; token: JWT }) =>
      ({ ...session, user: { ...session.user, role: token.role, org: token.org } }) as Session,
  },
}
const { protect, protectPage, requireSession } = createGuards(options)

const cookieOf = async (token: object | undefined): Promise<Record<string, string>> =>
  token ? { cookie: `next-auth.session-token=${await encode({ token: token as JWT, secret })}` } : {}

const ada = { sub: "1", name: "Ada", role: "admin" }
const bob = { sub: "2", name: "Bob", role: "editor" }

async function request(path: string, token?: object, init: { method?: string; headers?: Record<string, string> } = {}) {
  const headers = { accept: "application/json", ...init.headers, ...(await cookieOf(token)) }
  return new Request(`http://localhost:3000${path}`, { ...init, headers })
}

const handler = vi.fn((_: Request, _context: object, { session }: { session: Session }) =>
  Response.json({ of: session.user?.name }),
)
const guarded = protect(handler)
beforeEach(() => void handler.mockClear())

test.each([
  ["/api/orders/7", undefined, 401],
  ["/api/orders/7", bob, 200],
  ["/admin", bob, 403],
  ["/admin", ada, 200],
  ["/ADMIN", bob, 403],
  ["/nowhere", ada, 403],
  ["/open", undefined, 401],
  ["/admin%2f", ada, 403],
])("a handler at %s answers %j with %i, by the policy", async (path, token, status) => {
  const answer = await guarded(await request(path, token), {})
  expect(answer.status).toBe(status)
  expect(handler).toHaveBeenCalledTimes(status === 200 ? 1 : 0)
})

test("a handler that everybody may reach says so in place", async () => {
  const open = protect((_, _context, { session }) => Response.json(session), everyone)
  expect(await (await open(await request("/admin"), {})).json()).toBeNull()
})

test("the handler keeps its context and learns what the rule proved", async () => {
  const one = protect(
    (_, { params }: { params: { id: string } }, { session, role, claims }) =>
      Response.json([params.id, session.user.name, role, claims.org]),
    allOf(role("admin", "editor"), claim("org", "acme")),
  )
  const answer = await one(await request("/anything", { ...bob, org: "acme" }), { params: { id: "7" } })
  expect(await answer.json()).toEqual(["7", "Bob", "editor", "acme"])
  expect((await one(await request("/anything", bob), { params: { id: "7" } })).status).toBe(403)
})

test("what the rule proved is known to the compiler", () => {
  protect((_, _context, visitor) => {
    expectTypeOf(visitor.session.user).not.toBeNullable()
    return new Response()
  })
  protect(
    (_, _context, visitor) => {
      expectTypeOf(visitor.role).toEqualTypeOf<"admin" | "editor">()
      expectTypeOf(visitor.session.user).not.toBeNullable()
      return new Response()
    },
    role("admin", "editor"),
  )
  protect((_, _context, visitor) => {
    expectTypeOf(visitor.session).toEqualTypeOf<Session | null>()
    return new Response()
  }, everyone)
  protect(
    (_, _context, visitor) => {
      expectTypeOf(visitor.claims.plan).toEqualTypeOf<"gold">()
      expectTypeOf(visitor.role).toEqualTypeOf<"admin">()
      return new Response()
    },
    allOf(role("admin"), claim("plan", "gold")),
  )
  const ofNext = protect((request: NextRequest, _: { params: Promise<{ id: string }> }, { session }) =>
    Response.json([request.nextUrl.pathname, session.user.name]),
  )
  expectTypeOf(ofNext).parameters.toEqualTypeOf<[NextRequest, { params: Promise<{ id: string }> }]>()
  protectPage(async (_, { session }) => {
    expectTypeOf(session.user).not.toBeNullable()
    return { props: {} }
  })
})

test("a session that is read is extended, in an answer that nobody may store", async () => {
  const answer = await guarded(await request("/api/orders/7", bob), {})
  expect(answer.headers.get("set-cookie")).toContain("next-auth.session-token=")
  expect(answer.headers.get("cache-control")).toContain("private")
  for (const said of ["public, max-age=60", "s-maxage=10", "max-age=60", ""]) {
    const shared = protect(() => new Response("x", { headers: { "cache-control": said } }))
    const { headers } = (await shared(await request("/api/orders/7", bob), {})) as Response
    expect(headers.get("cache-control")).toBe("private, no-cache, no-store")
  }
  const elsewhere = protect(() => Response.redirect("http://localhost:3000/x"))
  expect((await elsewhere(await request("/api/orders/7", bob), {})).headers.get("set-cookie")).toContain(
    "session-token",
  )
})

test("a browser is sent to sign in, with the way back", async () => {
  const answer = await guarded(await request("/orders?x=1", undefined, { headers: { accept: "text/html" } }), {})
  expect(answer.status).toBe(307)
  expect(answer.headers.get("location")).toBe("http://localhost:3000/api/auth/signin?callbackUrl=%2Forders%3Fx%3D1")
  const mounted = new NextRequest("http://localhost:3000/shop/orders", {
    headers: { accept: "text/html" },
    nextConfig: { basePath: "/shop" },
  })
  expect((await guarded(mounted, {})).headers.get("location")).toContain("callbackUrl=%2Fshop%2Forders")
})

async function call(path: string, token?: object, method = "GET") {
  const req = Object.assign(new IncomingMessage(new Socket()), { method, url: path, query: {} })
  req.headers = { accept: "application/json", ...(await cookieOf(token)) }
  const res = new ServerResponse(req)
  const end = vi.spyOn(res, "end").mockReturnThis()
  return { req: req as unknown as ApiRequest, res, end }
}

test("an API route of the Pages Router is guarded alike", async () => {
  const route = vi.fn((_req: ApiRequest, res: ServerResponse, { session }: { session: Session }) =>
    res.end(session.user?.name),
  )
  const api = protect(route)
  const refused = await call("/api/orders/7")
  await api(refused.req, refused.res)
  expect(refused.res.statusCode).toBe(401)
  expect(refused.res.getHeader("www-authenticate")).toBe("Bearer")
  expect(route).not.toHaveBeenCalled()
  const passed = await call("/api/orders/7", bob)
  await api(passed.req, passed.res)
  expect(passed.end).toHaveBeenCalledWith("Bob")
  expect(String(passed.res.getHeader("set-cookie"))).toContain("next-auth.session-token=")
})

test("a handler below a mounted router of Express is judged by the whole address", async () => {
  const route = vi.fn()
  const { req, res } = await call("/7", bob)
  await protect((_req: ApiRequest, _res: ServerResponse) => route())(
    Object.assign(req, { originalUrl: "/admin/7" }),
    res,
  )
  expect(res.statusCode).toBe(403)
  expect(route).not.toHaveBeenCalled()
})

async function open(resolvedUrl: string, token?: object) {
  const { req, res } = await call("/_next/data/build/x.json", token)
  return { req, res, resolvedUrl, query: {} } as unknown as GetServerSidePropsContext
}

test("a page of the Pages Router is judged by the address that Next.js resolved", async () => {
  const page = protectPage(async (_, { session }) => ({ props: { name: session.user.name ?? "" } }))
  expect(await page(await open("/admin/users?x=1"))).toEqual({
    redirect: {
      destination: "http://localhost:3000/api/auth/signin?callbackUrl=%2Fadmin%2Fusers%3Fx%3D1",
      permanent: false,
    },
  })
  expect(await page(await open("/admin", bob))).toEqual({
    redirect: { destination: "http://localhost:3000/api/auth/error?error=AccessDenied", permanent: false },
  })
  expect(await page(await open("/admin", ada))).toEqual({ props: { name: "Ada" } })
  expect(await protectPage()(await open("/orders", bob))).toMatchObject({
    props: { session: { user: { name: "Bob" } } },
  })
})

const redirected = async (asked: Promise<unknown>): Promise<string> =>
  String(
    (
      (await asked.then(
        () => ({}),
        (thrown) => thrown,
      )) as { digest?: string }
    ).digest,
  )

test("a server component goes on for whoever may be there, and for nobody else", async () => {
  sent = new Headers()
  expect(await redirected(requireSession())).toContain("http://localhost:3000/api/auth/signin;")
  expect(await redirected(requireSession({ path: "/admin" }))).toContain("callbackUrl=%2Fadmin;")
  sent = new Headers(await cookieOf(bob))
  expect((await requireSession()).session.user.name).toBe("Bob")
  expect(await redirected(requireSession({ path: "/admin" }))).toContain("error=AccessDenied")
  expect(await redirected(requireSession(role("admin")))).toContain("error=AccessDenied")
  expect((await requireSession(role("editor"))).role).toBe("editor")
  sent = new Headers(await cookieOf(ada))
  expect((await requireSession({ path: "/admin" })).session.user.name).toBe("Ada")
})

test("without a policy, whoever is signed in passes", async () => {
  const plain = createGuards({ providers: [], secret })
  const route = plain.protect(() => new Response("in"))
  expect((await route(await request("/any"), {})).status).toBe(401)
  expect(await (await route(await request("/any", bob), {})).text()).toBe("in")
})

test("nobody passes where the configuration is impossible or the database is away, and the log says why", async () => {
  const away = { ...MemoryAdapter(), getSessionAndUser: () => Promise.reject(new Error("connection refused")) }
  for (const broken of [
    { providers: [], logger: { error } },
    { providers: [], secret, adapter: away, logger: { error } },
  ]) {
    error.mockClear()
    const reached = vi.fn(() => new Response())
    const route = createGuards(broken).protect(reached, everyone)
    const headers = { cookie: "next-auth.session-token=anything", accept: "application/json" }
    const answer = await route(new Request("http://localhost:3000/x", { headers }), {})
    expect(answer.status).toBe(503)
    expect(error).toHaveBeenCalled()
    expect(reached).not.toHaveBeenCalled()
  }
})

test("how long ago somebody signed in is known to a session in a cookie and to one in a database", async () => {
  const recently = signedInWithin(300)
  const now = Math.floor(Date.now() / 1000)
  const route = protect(() => new Response("paid"), recently)
  expect((await route(await request("/pay", { ...bob, auth_time: now - 10 }), {})).status).toBe(200)
  const late = await route(await request("/pay", { ...bob, auth_time: now - 400 }), {})
  expect(late.status).toBe(401)
  expect(late.headers.get("www-authenticate")).toContain("insufficient_user_authentication")
  expect((await route(await request("/pay", bob), {})).status).toBe(401)
})
