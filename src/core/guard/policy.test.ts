import { expect, test } from "vitest"
import type { AnyRule, Asked, Decision, Question, Verdict } from "../contracts/policy.js"
import type { Session } from "../model.js"
import { definePolicy, type PolicyOptions } from "./policy.js"
import { allOf, anyOf, claim, everyone, nobody, not, role, signedIn, signedInWithin } from "./rules.js"

const expires = "2030-01-01T00:00:00.000Z"
const user = (extra: object = {}): Session => ({ user: { name: "Ada", ...extra }, expires }) as Session
const now = Math.floor(Date.now() / 1000)

const ask = (pathname: string, session: Session | null = null, more: Partial<Question> = {}): Question => ({
  method: "GET",
  pathname,
  headers: new Headers(),
  session: () => session,
  authTime: () => null,
  ...more,
})

const kindOf = async (policy: PolicyOptions, question: Question): Promise<Decision["kind"]> =>
  (await definePolicy(policy).decide(question)).kind

const site: PolicyOptions = {
  default: "deny",
  locales: ["de", "pt-BR"],
  routes: {
    "/": everyone,
    "/robots.txt": everyone,
    "/:slug": everyone,
    "/dashboard/**": signedIn,
    "/admin/**": role("admin"),
    "/admin/help": everyone,
    "/posts/:id": everyone,
    "POST /posts/**": role("editor", "admin"),
    "/api/posts": signedIn,
  },
}

test.each([
  ["/", null, "allow"],
  ["/robots.txt", null, "allow"],
  ["/about", null, "allow"],
  ["/dashboard", null, "sign-in"],
  ["/dashboard/a/b/c", null, "sign-in"],
  ["/dashboard", user(), "allow"],
  ["/admin", user(), "refuse"],
  ["/admin", null, "sign-in"],
  ["/admin/users", user({ role: "admin" }), "allow"],
  ["/admin/users", user({ roles: ["editor", "admin"] }), "allow"],
  ["/admin/help", null, "allow"],
  ["/admin/help/more", null, "sign-in"],
  ["/nowhere/at/all", user({ role: "admin" }), "refuse"],
] as const)("%s for %j: %s", async (path, session, kind) => {
  expect(await kindOf(site, ask(path, session))).toBe(kind)
})

test("a line for one method leaves the others to the next line, and HEAD goes with GET", async () => {
  const post = { method: "POST" }
  expect(await kindOf(site, ask("/posts/7"))).toBe("allow")
  // Both fit, and neither says that it stands above the other: so both must let pass.
  expect(await kindOf(site, ask("/posts/7", null, post))).toBe("sign-in")
  expect(await kindOf(site, ask("/posts/7", user({ role: "editor" }), post))).toBe("allow")
  expect(await kindOf(site, ask("/posts/7/edit", user(), post))).toBe("refuse")
  expect(await kindOf(site, ask("/posts/7/edit", user({ role: "editor" }), post))).toBe("allow")
  const byMethod: PolicyOptions = { default: "deny", routes: { "GET /a": everyone, "/a": signedIn } }
  expect(await kindOf(byMethod, ask("/a", null, { method: "HEAD" }))).toBe("allow")
  expect(await kindOf(byMethod, ask("/a", null, { method: "DELETE" }))).toBe("sign-in")
})

test("a line that opens a path for every method does not open what another line closes for one", async () => {
  const routes = { "POST /**": signedIn, "/forms/**": everyone, "POST /forms/contact": everyone, "/admin/**": nobody }
  const policy: PolicyOptions = { default: "deny", routes }
  const post = { method: "POST" }
  expect(await kindOf(policy, ask("/forms/order", null, post))).toBe("sign-in")
  expect(await kindOf(policy, ask("/forms/contact", null, post))).toBe("allow")
  expect(await kindOf(policy, ask("/admin/x", user(), post))).toBe("refuse")
})

test.each([
  ["public", null, "allow"],
  ["signed-in", null, "sign-in"],
  ["signed-in", user(), "allow"],
  ["deny", user(), "refuse"],
] as const)("a route that no line names is %s for %j: %s", async (otherwise, session, kind) => {
  expect(await kindOf({ default: otherwise, routes: {} }, ask("/x", session))).toBe(kind)
})

test.each([
  "/admin/",
  "//admin",
  "/admin//users",
  "/%61dmin",
  "/ADMIN",
  "/Admin/Users",
  "/admin;v=1",
  "/admin;v=1/users",
  "/%41dmin%3bx",
  "/admin.rsc",
  "/admin.txt",
  "/admin.json",
  "/admin/users.rsc",
  "/admin.segments/_tree.segment.rsc",
  "/admin.segments/admin/__PAGE__.segment.rsc",
  "/_next/data/build-id/admin.json",
  "/_next/data/build-id/de/admin.json",
  "/de/admin",
  "/DE/admin",
  "/pt-br/admin/users",
  "/admin.",
  "/admin%20",
  "/admin..%20",
  "/de;x/ADMIN.rsc",
])(
  "%s is judged like /admin, though /:slug and much else is public (GHSA-ggxq-hp9w-j794, CVE-2025-64765, GHSA-p224-6x5r-fjpm, CVE-2026-33494)",
  async (path) => {
    const open: PolicyOptions = { ...site, default: "public" }
    expect(await kindOf(open, ask(path))).toBe("sign-in")
    expect(await kindOf(open, ask(path, user()))).toBe("refuse")
    expect(await kindOf(open, ask(path, user({ role: "admin" })))).toBe("allow")
  },
)

test.each([
  "/public/../admin",
  "/public/..;/admin",
  "/public/%2e%2e/admin",
  "/./admin",
  "/public%2fadmin",
  "/public%2Fadmin",
  "/public%5cadmin",
  "/public\\admin",
  "/%2561dmin",
  "/admin%00",
  "/admin%0a",
  "/admin\u0085",
  "/%",
  "/%c0%ae",
  "/%ff",
  `/${"a/".repeat(65)}`,
])("%j cannot be judged, and is refused (GHSA-whqg-ppgf-wp8c, CVE-2025-66202)", async (path) => {
  expect(await kindOf({ default: "public", routes: {} }, ask(path, user({ role: "admin" })))).toBe("refuse")
})

test.each([
  ["/_next/data/build-id/index.json"],
  ["/index.rsc"],
  ["/index.segments/_tree.segment.rsc"],
  ["/de"],
  ["/_next/data/build-id/de.json"],
])("%s is the first page", async (path) => {
  const policy: PolicyOptions = { default: "public", locales: ["de"], routes: { "/": signedIn, "/:slug": everyone } }
  expect(await kindOf(policy, ask(path))).toBe("sign-in")
})

test("what is open by a line of its own stays open, though a careless reading of it is not named", async () => {
  const policy: PolicyOptions = {
    default: "deny",
    routes: { "/**": signedIn, "/robots.txt": everyone, "/Terms": everyone },
  }
  expect(await kindOf(policy, ask("/robots.txt"))).toBe("allow")
  expect(await kindOf(policy, ask("/Terms"))).toBe("allow")
})

test("rules are told the names of the pattern, and the path as the router reads it", async () => {
  let seen: unknown
  const own = ({ params, request }: { params: object; request: { pathname: string; method: string } }) => {
    seen = { params, path: request.pathname, method: request.method }
    return true
  }
  expect(
    await kindOf({ default: "deny", routes: { "/teams/:team/posts/:id": own } }, ask("/teams/red/posts/a%20b")),
  ).toBe("allow")
  expect(seen).toEqual({ params: { team: "red", id: "a b" }, path: "/teams/red/posts/a b", method: "GET" })
})

const decideBy = (rule: Parameters<ReturnType<typeof definePolicy>["decideBy"]>[0], question: Question) =>
  definePolicy({ default: "deny", routes: {} }).decideBy(rule, question)

test.each<[string, AnyRule, Session | null, Decision["kind"]]>([
  ["claim", claim("org"), user({ org: "acme" }), "allow"],
  ["claim, missing", claim("org"), user(), "refuse"],
  ["claim, nobody", claim("org"), null, "sign-in"],
  ["claim of a value", claim("org", "acme"), user({ org: "acme" }), "allow"],
  ["claim of another value", claim("org", "acme"), user({ org: "evil" }), "refuse"],
  ["claim, by a word that every object has", claim("constructor"), user(), "refuse"],
  ["claim, at the session itself", claim("plan", 2), { ...user(), plan: 2 } as Session, "allow"],
  ["role, by a word that every object has", role("toString"), user(), "refuse"],
  ["a role that is no text", role("1"), user({ role: 1 }), "refuse"],
  ["nobody", nobody, user(), "refuse"],
  ["a session without a user", signedIn, { expires } as Session, "sign-in"],
  ["all of", allOf(signedIn, role("a")), user({ role: "a" }), "allow"],
  ["all of, one missing", allOf(signedIn, role("a")), user(), "refuse"],
  ["all of, for nobody", allOf(signedIn, role("a")), null, "sign-in"],
  ["any of, the second", anyOf(role("a"), role("b")), user({ role: "b" }), "allow"],
  ["any of, none", anyOf(role("a"), role("b")), user({ role: "c" }), "refuse"],
  ["any of, for nobody", anyOf(nobody, role("b")), null, "sign-in"],
  ["not", not(signedIn), null, "allow"],
  ["not, for somebody", not(signedIn), user(), "refuse"],
  ["own", () => true, null, "allow"],
  ["own that says no to somebody", () => false, user(), "refuse"],
  ["own that says no to nobody", () => false, null, "sign-in"],
  ["own that says something truthy", (() => "yes") as unknown as () => boolean, user(), "refuse"],
  ["own, later", async () => true, user(), "allow"],
])("%s", async (_, rule, session, kind) => {
  expect((await decideBy(rule, ask("/x", session))).kind).toBe(kind)
})

test.each([
  [now - 10, "allow"],
  [now - 400, "sign-in-again"],
  [null, "sign-in-again"],
] as const)("signed in at %s: %s where 300 seconds are asked for", async (at, kind) => {
  const question = ask("/x", user(), { authTime: () => at })
  expect((await decideBy(signedInWithin(300), question)).kind).toBe(kind)
  expect((await decideBy(anyOf(role("x"), signedInWithin(300)), question)).kind).toBe(kind)
})

/** A rule that notes what it was asked, and answers this. */
const noting = (answer: unknown, seen: Asked[] = []) => ({
  label: "noting",
  judge: (asked: Asked) => (seen.push(asked) > 0 ? (answer as Verdict) : "refuse"),
  prove: () => ({ proved: true }),
})

test("a rule that answers anything unknown lets nobody pass, and proves nothing", async () => {
  for (const answer of ["yes", true, undefined, 1, "toString"]) {
    const decision = await decideBy(noting(answer), ask("/x", user()))
    expect([decision.kind, "proof" in decision]).toEqual(["refuse", false])
  }
})

test("rules see the roles that are texts, of somebody who is signed in", async () => {
  const seen: Asked[] = []
  const rolesOf = async (session: Session | null, roles?: PolicyOptions["roles"]) => {
    const policy = definePolicy({ default: "deny", routes: { "/x": noting("allow", seen) }, roles })
    await policy.decide(ask("/x", session))
    return seen.pop()?.roles
  }
  expect(await rolesOf(user({ role: "a", roles: ["b", 1, null, { c: 1 }] }))).toEqual(["a", "b"])
  expect(await rolesOf(user())).toEqual([])
  expect(await rolesOf(null)).toEqual([])
  expect(await rolesOf({ expires } as Session, () => ["a"])).toEqual([])
  expect(await rolesOf(user(), () => "a")).toEqual(["a"])
  expect(await rolesOf(user(), () => null)).toEqual([])
  expect(await rolesOf(user(), () => ["a", 7] as string[])).toEqual(["a"])
})

test("a decision names the line that made it: of two alike the one that reads the path as it is", async () => {
  const routes = { "/**": signedIn, "/Secret/:id": signedIn, "/secret/**": signedIn, "POST /**": nobody }
  const policy = definePolicy({ default: "public", routes })
  const by = async (path: string, method = "GET") => (await policy.decide(ask(path, null, { method }))).by.pattern
  expect(await by("/Secret/7")).toBe("/Secret/:id")
  expect(await by("/Secret/7", "POST")).toBe("POST /**")
  expect(await by("/secret/7/x")).toBe("/secret/**")
  expect(await definePolicy({ default: "deny", routes: {} }).decide(ask("/x"))).toMatchObject({ by: { pattern: null } })
})

test("a path that cannot be read is refused by a line of its own, under whatever rule", async () => {
  const { decide, lines } = definePolicy({ default: "public", routes: {} })
  const decision = await decide(ask("/a%2fb"))
  expect(decision).toMatchObject({ kind: "refuse", by: { pattern: null, rule: { label: "unreadable path" } } })
  expect(lines).not.toContain(decision.by)
  expect(await decision.by.rule.judge({} as Asked)).toBe("refuse")
  expect(await decideBy(everyone, ask("/a%2fb"))).toMatchObject({ kind: "refuse" })
})

test("a rule in place of the policy is told the names of the policy's pattern", async () => {
  const seen: Asked[] = []
  const policy = definePolicy({ default: "deny", routes: { "/teams/:team": nobody } })
  expect((await policy.decideBy(noting("allow", seen), ask("/teams/red"))).kind).toBe("allow")
  expect(seen[0]).toMatchObject({ params: { team: "red" }, request: { pathname: "/teams/red" } })
  await policy.decideBy(noting("allow", seen), ask("/elsewhere"))
  expect(seen[1]?.params).toEqual({})
})

test("a line for GET alone says nothing of HEAD where HEAD has one, and one for POST never does", async () => {
  const routes = { "GET /a": everyone, "HEAD /a": signedIn, "POST /b": everyone }
  const policy: PolicyOptions = { default: "deny", routes }
  expect(await kindOf(policy, ask("/a"))).toBe("allow")
  expect(await kindOf(policy, ask("/a", null, { method: "HEAD" }))).toBe("sign-in")
  expect(await kindOf(policy, ask("/b", user(), { method: "HEAD" }))).toBe("refuse")
})

const broken = (): boolean => {
  throw new Error("bug")
}

test.each([
  ["the database is away", signedIn, { session: () => Promise.reject(new Error("away")) }],
  ["a rule throws", broken, {}],
  ["a rule throws within `not`", not(broken), {}],
  ["a rule throws within `anyOf`", anyOf(broken, everyone), {}],
  ["nobody can tell when", signedInWithin(9), { authTime: () => Promise.reject(new Error("away")) }],
] as const)("nobody passes when %s", async (_, rule, question) => {
  const decision = await decideBy(rule, ask("/x", user(), question))
  expect(decision).toMatchObject({ kind: "undecided", cause: expect.any(Error) })
})

test("who is signed in is asked for once, and not at all where everybody may pass", async () => {
  let asked = 0
  const session = () => {
    asked++
    return user({ role: "admin" })
  }
  const policy = definePolicy(site)
  await policy.decide(ask("/about", null, { session }))
  expect(asked).toBe(0)
  await policy.decide(ask("/ADMIN/Users.rsc", null, { session }))
  expect(asked).toBe(1)
})

const invalid = expect.objectContaining({ name: "ConfigurationError", code: "INVALID_OPTION" })

test.each([
  ["admin", "begins with `/`"],
  ["FETCH /x", "is no method"],
  ["/a?b", "without query"],
  ["/%61", "decoded"],
  ["/**/x", "comes last"],
  ["/a*", "whole parts"],
  ["/:/x", "followed by a name"],
  ["/a/../b", "never sees"],
])("the pattern %s is refused: %s", (pattern, why) => {
  const policy = () => definePolicy({ default: "deny", routes: { [pattern]: everyone } })
  expect(policy).toThrow(why)
  expect(policy).toThrow(invalid)
})

test("two lines of which nobody could say which decides are refused", () => {
  const routes = { "/posts/:id": everyone, "/posts/:slug": nobody }
  expect(() => definePolicy({ default: "deny", routes })).toThrow('"/posts/:id" and "/posts/:slug" fit the same paths')
  expect(() => definePolicy({ default: "deny", routes })).toThrow(invalid)
})

test("a policy without a default, or with a line that is no rule, is refused", () => {
  expect(() => definePolicy({ routes: {} } as unknown as PolicyOptions)).toThrow("`default` is")
  expect(() => definePolicy({ default: "toString" as "deny", routes: {} })).toThrow("`default` is")
  expect(() => definePolicy({ routes: {} } as unknown as PolicyOptions)).toThrow(invalid)
  for (const none of [true, null, undefined, {}, "signedIn"]) {
    const policy = () => definePolicy({ default: "deny", routes: { "/x": none as unknown as typeof everyone } })
    expect(policy).toThrow('"/x" needs a rule')
    expect(policy).toThrow(invalid)
  }
})

test("lines know how they are written, the most specific first, the default last", () => {
  const { lines } = definePolicy({ ...site, routes: { "/**": anyOf(role("a", "b"), claim("org", 7)), ...site.routes } })
  expect(lines.map(({ pattern, rule }) => `${pattern} ${rule.label}`)).toEqual([
    "/admin/help everyone",
    "/api/posts signedIn",
    "/posts/:id everyone",
    "/robots.txt everyone",
    'POST /posts/** role("editor", "admin")',
    "/dashboard/** signedIn",
    '/admin/** role("admin")',
    "/:slug everyone",
    "/ everyone",
    '/** anyOf(role("a", "b"), claim("org", 7))',
    "null nobody",
  ])
})

test.each([
  ["role", role("admin", "editor"), { role: "editor" }],
  ["claim", claim("org"), { claims: { org: "acme" } }],
  [
    "all of",
    allOf(role("editor"), claim("org"), claim("plan", 2)),
    { role: "editor", claims: { org: "acme", plan: 2 } },
  ],
  ["any of", anyOf(role("admin"), claim("org")), { claims: { org: "acme" } }],
  ["signed in", signedIn, {}],
])("%s proves by what somebody passed", async (_, rule, proof) => {
  const session = user({ role: "editor", org: "acme", plan: 2 })
  expect(await decideBy(rule, ask("/x", session))).toMatchObject({ kind: "allow", proof })
})
