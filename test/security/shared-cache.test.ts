/** Many visitors behind one cache and in one process: nobody ever gets what is another's. */
import { expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { headersOfBypasses } from "../../src/cli/probe/bypass-headers.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { createGuards } from "../../src/frameworks/next/guards.js"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { definePolicy, everyone } from "../../src/policy.js"
import Credentials from "../../src/providers/credentials.js"
import { type App, openApp } from "../support/app.js"

/** Anybody signs in as whom they say, by the password that goes with it. */
function openForAll(options: Partial<AuthOptions> = {}): App {
  const people = Credentials({
    credentials: { name: {}, password: { type: "password" } },
    async authorize(typed) {
      if (typed?.password !== `of ${typed?.name}`) return null
      const person = { name: typed?.name as string, email: `${typed?.name}@example.com` }
      return (await options.adapter?.createUser?.({ ...person, emailVerified: null })) ?? { ...person, id: person.name }
    },
  })
  return openApp({ providers: [people], ...options })
}

/** A shared cache (RFC 9111) in front of a server, as careless as the standard lets it be: what may be kept is kept. */
function cacheBefore(serve: (request: Request) => Promise<Response>) {
  const kept = new Map<string, { vary: [string, string | null][]; response: Response }[]>()
  let hits = 0

  return {
    hits: () => hits,
    async ask(request: Request): Promise<Response> {
      const key = `${request.method} ${request.url}`
      const found = kept
        .get(key)
        ?.find(({ vary }) => vary.every(([name, value]) => request.headers.get(name) === value))
      if (found) {
        hits++
        return found.response.clone()
      }
      const response = await serve(request)
      if (mayBeKept(request, response)) {
        const names = response.headers.get("vary")?.split(/,\s*/) ?? []
        const vary = names.map((name): [string, string | null] => [name, request.headers.get(name)])
        kept.set(key, [...(kept.get(key) ?? []), { vary, response: response.clone() }])
      }
      return response
    },
  }
}

/** RFC 9111 §3 and §4.2.2: `public` and freshness are not asked for, since many caches give everything a lifetime of their own. */
function mayBeKept({ method, headers: asked }: Request, { headers }: Response): boolean {
  const directives = (headers.get("cache-control") ?? "").toLowerCase()
  const forbids = /\b(?:no-store|private|no-cache|max-age=0)\b/.test(directives)
  return (
    (method === "GET" || method === "HEAD") && !forbids && !(asked.has("authorization") && !/public/.test(directives))
  )
}

const dressed = (url: string, cookie: string, headers: Record<string, string> = {}): Request =>
  new Request(url, { headers: { ...(cookie ? { cookie } : {}), ...headers } })

test("behind a cache that keeps all it may, nobody is given another's session, cookie or page (CVE-2024-46982, CVE-2025-32421, CVE-2025-49005, CVE-2024-45596)", async () => {
  const app = openForAll()
  const policy = definePolicy({ default: "signed-in", routes: { "/open": everyone } })
  const { protect } = createGuards({ ...app.options, policy })
  const guarded = protect(async (request: Request) => {
    const { session } = await app.auth.session(request.headers)
    return Response.json({ treasure: session?.user?.name })
  })
  const front = withAuth({ policy, auth: app.auth })
  const cache = cacheBefore(async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith("/api/auth/")) return app.auth.handle(request)
    if (pathname.startsWith("/api/")) return guarded(request, {}) as Promise<Response>
    if (pathname === "/open") return new Response("open", { headers: { "cache-control": "public, max-age=60" } })
    // A page as Next.js makes one, which says by itself that it is nobody else's.
    const page = new Response("a page", { headers: { "cache-control": "private, no-cache, no-store" } })
    return (await front(request)) ?? page
  })

  const visitors = await Promise.all(
    ["alice-a", "bob-b", null].map(async (name) => {
      const browser = app.browser()
      if (name) await browser.signIn("credentials", { name, password: `of ${name}` })
      await browser.csrfToken()
      return { name, cookie: browser.cookieHeader() }
    }),
  )
  const paths = [
    ...["session", "csrf", "providers", "signin", "signin?callbackUrl=/x", "signout", "error?error=AccessDenied"],
    ...["verify-request", "callback/credentials", "callback/nobody?code=x&state=y", "nothing", ""],
  ].map((path) => `/api/auth/${path}`)
  const tricks = [{}, ...headersOfBypasses, { accept: "application/json" }, { "x-react-router-spa-mode": "yes" }]
  const leaks: string[] = []
  let asked = 0
  for (const path of [...paths, "/api/secret", "/dashboard", "/api/secret/x.css", "/dashboard.js", "/open"]) {
    for (const headers of tricks) {
      for (const { name, cookie } of visitors) {
        asked++
        const answer = await cache.ask(dressed(`https://app.example${path}`, cookie, headers as Record<string, string>))
        const told = [await answer.text(), ...answer.headers.getSetCookie()].join("\n")
        const others = ["alice-a", "bob-b"].filter((other) => other !== name && told.includes(other))
        // Somebody who has a CSRF cookie is given no new one, so every token is the visitor's own.
        const token = /"csrfToken":"(\w+)"|name="csrfToken" value="(\w+)"/.exec(told)
        const isForeign = token !== null && !cookie.includes(token[1] ?? token[2] ?? "?")
        if (others.length > 0 || isForeign) leaks.push(`${name} at ${path} ${JSON.stringify(headers)}`)
      }
    }
  }
  expect(leaks).toEqual([])
  expect(cache.hits()).toBe(visitors.length * tricks.length - 1) // of what is the same for all, and nothing else
  console.log(`shared cache: ${asked} requests of ${visitors.length} visitors, ${cache.hits()} served from it`)
})

test("every answer that a session or a cookie has to do with says that it is nobody else's, whatever was asked and how", async () => {
  const app = openForAll()
  const policy = definePolicy({ default: "signed-in", routes: {} })
  const { protect } = createGuards({ ...app.options, policy })
  const browser = app.browser()
  await browser.signIn("credentials", { name: "alice", password: "of alice" })
  const guards = [
    withAuth({ secret: app.options.secret }),
    withAuth({ policy, auth: app.auth }),
    protect(() => new Response("x", { headers: { "cache-control": "public, max-age=60" } })),
  ]
  const careless: string[] = []
  const look = (what: string, { headers, status }: Response): void => {
    const varies = /cookie/i.test(headers.get("vary") ?? "") || what.startsWith("handler")
    const isKept = !varies || !/no-store/.test(headers.get("cache-control") ?? "")
    if (isKept || status >= 500)
      careless.push(`${what}: ${status} ${headers.get("cache-control")} ${headers.get("vary")}`)
  }
  for (const cookie of ["", browser.cookieHeader(), "__Secure-next-auth.session-token=forged"]) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]) {
      for (const path of [
        "session",
        "csrf",
        "providers",
        "signin",
        "signout",
        "error",
        "callback/credentials",
        "_log",
        "x",
      ]) {
        const init = { method, headers: { cookie } }
        look(`${method} ${path}`, await app.auth.handle(new Request(`https://app.example/api/auth/${path}`, init)))
      }
      for (const accept of ["text/html", "application/json"]) {
        const asked = new Request("https://app.example/api/orders", { method, headers: { cookie, accept } })
        for (const [nth, guard] of guards.entries()) {
          const answer = (await guard(asked.clone(), {} as never)) as Response | undefined
          if (answer) look(`${nth === 2 ? "handler" : "guard"} ${nth} ${method} ${accept}`, answer)
        }
      }
    }
  }
  expect(careless).toEqual([])
})

test("the cache would give one visitor's answer to another if it were let, so that the silence above means something", async () => {
  const app = openForAll()
  const cache = cacheBefore(async (request) => {
    const { status, body } = await app.auth.handle(request)
    return new Response(body, { status })
  })
  const browser = app.browser()
  await browser.signIn("credentials", { name: "alice", password: "of alice" })
  await cache.ask(dressed("https://app.example/api/auth/session", browser.cookieHeader()))
  const { user } = await (await cache.ask(dressed("https://app.example/api/auth/session", ""))).json()
  expect(user.name).toBe("alice")
})

test.each(["jwt", "database"] as const)(
  "200 visitors at once, each step of theirs between those of others, are each themselves: sessions of strategy %s (GHSA-hgv7-v322-mmgr, GHSA-f23p-vx2j-j53r, CVE-2026-71850)",
  async (strategy) => {
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 3))
    const adapter = MemoryAdapter()
    const app = openForAll({
      adapter,
      session: { strategy },
      callbacks: {
        async jwt({ token, user, session }) {
          await pause()
          return { ...token, ...(user ? { mine: user.name } : {}), ...(session ? { said: session } : {}) }
        },
        async session({ session, token, user }) {
          await pause()
          return { ...session, mine: token?.mine ?? user?.name, said: token?.said }
        },
        async redirect({ url, baseUrl }) {
          await pause()
          return `${baseUrl}${new URL(url, baseUrl).pathname}`
        },
      },
    })
    const wrong: string[] = []
    const visit = async (nth: number): Promise<void> => {
      const name = `person-${nth}`
      const browser = app.browser()
      const csrfToken = await browser.csrfToken()
      const form = { csrfToken, name, password: `of ${name}`, callbackUrl: `/${name}` }
      const { location } = await browser.post("callback/credentials", form)
      if (location !== `${app.origin}/${name}`) wrong.push(`${name} is sent to ${location}`)
      await pause()
      await browser.post("session", { json: { csrfToken, data: name } })
      for (let times = 0; times < 2; times++) {
        const [shown, { session }] = await Promise.all([
          browser.session(),
          app.auth.session(new Headers({ cookie: browser.cookieHeader() })),
        ])
        const names = [shown, session].flatMap((one) => [one?.user?.name, (one as { mine?: string } | null)?.mine])
        if (names.some((it) => it !== name)) wrong.push(`${name} is ${JSON.stringify(names)}`)
        const { said } = (shown ?? {}) as { said?: string }
        if (strategy === "jwt" && said !== name) wrong.push(`${name} reads ${said}`)
      }
      if (nth % 2 === 0) await browser.post("signout", { csrfToken })
      const after = (await browser.session())?.user?.name ?? null
      if (after !== (nth % 2 === 0 ? null : name)) wrong.push(`${name} is ${after} in the end`)
    }
    await Promise.all(Array.from({ length: 200 }, (_, nth) => visit(nth)))
    expect(wrong).toEqual([])
  },
)
