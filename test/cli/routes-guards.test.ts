/** Ways to ask for a session in a handler: those that hold, and those that only look so. The policy wants somebody signed in. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { lookAt } from "../../src/cli/routes/look.js"
import { type ScratchApp, scratchApp } from "./scratch-app.js"

const right: Record<string, string> = {
  "null is looked for": `export async function GET() { const s = await getServerSession(authOptions); if (s === null) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  "undefined is looked for in the user": `export async function GET() { const s = await getServerSession(authOptions); const user = s?.user; if (user === undefined) { return NextResponse.json({}, {status: 401}) } return Response.json(await db.all()) }`,
  "the refusal is in the else": `export async function GET() { const s = await getServerSession(authOptions); if (s) { return Response.json(await db.all()) } else { return new Response("no", {status: 401}) } }`,
  "members are answered first": `export async function GET() { const s = await getServerSession(authOptions); if (s) { return Response.json(await db.all()) } return new Response("no", {status: 401}) }`,
  "a choice between two answers": `export async function GET() { const s = await getServerSession(authOptions); return s ? Response.json(await db.all()) : Response.json({ error: 1 }, { status: 401 }) }`,
  "the refusal has other reasons too": `export async function GET(req) { const s = await getServerSession(authOptions); if (!s || !req.headers.get("x")) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  "a truth is made of it": `export async function GET() { const isIn = Boolean(await getServerSession(authOptions)); if (!isIn) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  "a truth is made of it, and compared": `export async function GET() { const isIn = !!(await getServerSession(authOptions)); if (isIn === false) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  "a session that cannot be read is none": `export async function GET() { let s; try { s = await getServerSession(authOptions) } catch (e) { console.error(e) } if (!s) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  "a user is kept for later": `export async function GET() { let user = null; const s = await getServerSession(authOptions); if (s) user = s.user; if (!user) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  "a function of its own throws": `function assertUser(u) { if (!u) throw new Error("no") } 
export async function GET() { const s = await getServerSession(authOptions); assertUser(s?.user); return Response.json(await db.all()) }`,
  "a token is read, by a function of its own": `async function who(req) { const t = await getToken({ req }); return t ? { id: t.sub } : null }
export async function GET(req) { const w = await who(req); if (!w) throw new Response(null, { status: 401 }); return Response.json(await db.all()) }`,
  "a function of its own says whether": `async function isMember() { const s = await getServerSession(authOptions); return s !== null }
export async function GET() { if (!(await isMember())) return new Response(null, {status: 403}); return Response.json(await db.all()) }`,
  "a function of its own says yes": `const isMember = async () => { const s = await getServerSession(authOptions); if (s) return true; return false }
export async function GET() { if (await isMember()) { return Response.json(await db.all()) } notFound() }`,
  "a function of its own gives the refusal": `async function refuse() { const s = await getServerSession(authOptions); if (!s) return NextResponse.json({}, {status: 401}); return null }
export async function GET() { const no = await refuse(); if (no) return no; return Response.json(await db.all()) }`,
  "a function of its own gives session or error": `async function auth() { const s = await getServerSession(authOptions); if (!s) return { error: NextResponse.json({}, {status: 401}), session: null }; return { session: s, error: null } }
export async function GET() { const { session, error } = await auth(); if (error) return error; return Response.json(await db.all(session)) }`,
  "a function of a package is asked about the user": `export async function GET() { const s = await getServerSession(authOptions); if (!can(s?.user, "read")) return new Response(null, {status: 403}); return Response.json(await db.all()) }`,
  "a wrapper of its own": `const withSession = (handler, opts = {}) => async (req, ctx) => { const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: opts.status ?? 401}); return handler(req, ctx, s) }
export const GET = withSession(async () => Response.json(await db.all()), { status: 403 })`,
  "the status is a constant": `const UNAUTHORIZED = 401
export async function GET() { const s = await getServerSession(authOptions); if (!s) return new Response("no", { status: UNAUTHORIZED }); return Response.json(await db.all()) }`,
  "something is logged before": `export async function GET(req) { console.log(req.url); const s = await getServerSession(authOptions); if (!s) { console.warn("stranger"); track("refused"); return new Response(null, {status: 401}) } return Response.json(await db.all()) }`,
  "the body is read before": `export async function POST(req) { const body = await req.json(); if (!body.id) return new Response(null, {status: 400}); const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: 401}); await db.save(body); return new Response(null) }`,
  "the refusal is thrown and caught": `export async function GET() { try { const s = await getServerSession(authOptions); if (!s) throw new Error("401"); return Response.json(await db.all()) } catch (e) { if (e.message === "401") return new Response(null, {status: 401}); return new Response(null, {status: 500}) } }`,
  "a loop comes after": `export async function GET() { const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: 401}); const out = []; for (const x of await db.all()) { if (x.hidden) continue; out.push(x) } return Response.json(out) }`,
  "the role chooses": `export async function GET() { const s = await getServerSession(authOptions); switch (s?.user?.role) { case "admin": return Response.json(await db.all()); case "editor": return Response.json(await db.some()); default: return new Response(null, {status: 403}) } }`,
  "a member of nobody is read, which throws": `export async function GET() { const s = await getServerSession(authOptions); return Response.json(await db.all({ owner: s!.user.id })) }`,
  "the data is read by a function that requires it": `async function load() { const { session } = await requireSession(); return db.all(session.user.id) }
export async function GET() { return Response.json(await load()) }`,
  "a handler is protected by name": `async function list() { return Response.json(await db.all()) }
export const GET = protect(list)
export { GET as HEAD }`,
  "a handler is protected by a rule": `export const GET = protect(async () => Response.json(await db.all()), signedIn)`,
  "the user is taken at once": `export const GET = async () => { const user = (await getServerSession(authOptions))?.user; if (!user?.email) return notFound(); return Response.json(await db.all(user.email)) }`,
  "a failure counts as nobody": `export async function GET() { const s = await getServerSession(authOptions).catch(() => null); if (!s) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  "something is done in the end": `export async function GET() { try { const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: 401}); return Response.json(await db.all()) } finally { await db.close() } }`,
  "a role is asked for": `export async function GET() { const s = await getServerSession(authOptions); if (!s?.user || s.user.role !== "admin") return new Response(null, {status: 403}); return Response.json(await db.all()) }`,
  "one of some roles is asked for": `export async function GET() { const s = await getServerSession(authOptions); if (!["admin", "editor"].includes(s?.user?.role)) return new Response(null, {status: 403}); return Response.json(await db.all()) }`,
  "one of their roles is asked for": `export async function GET() { const s = await getServerSession(authOptions); if (!s?.user?.roles?.includes("admin")) return new Response(null, {status: 403}); return Response.json(await db.all()) }`,
  "branches follow": `export async function GET(req) { const s = await getServerSession(authOptions); if (!s) { return new Response(null, {status: 401}) } else if (req.headers.get("x")) { return Response.json(await db.some()) } else { return Response.json(await db.all()) } }`,
  "the answer is kept for later": `export async function GET() { let response; const s = await getServerSession(authOptions); if (!s) { response = new Response(null, {status: 401}) } else { response = Response.json(await db.all()) } return response }`,
  "the refusal is made by a function": `const unauthorized = () => NextResponse.json({ error: "no" }, { status: 401 })
export async function GET() { const s = await getServerSession(authOptions); if (!s) return unauthorized(); return Response.json(await db.all()) }`,
  "an error of its own is thrown": `class HttpError extends Error {}
export async function GET() { const s = await getServerSession(authOptions); if (!s?.user?.id) throw new HttpError(401); return Response.json(await db.all()) }`,
  "they are redirected": `export async function GET() { const s = await getServerSession(authOptions); if (!s) redirect("/login"); return Response.json(await db.all()) }`,
  "their id is looked at": `export async function GET() { const s = await getServerSession(authOptions); const id = s?.user?.id ?? null; if (id === null) return new Response(null, { status: 401 }); return Response.json(await db.all(id)) }`,
  "that they were refused is written down": `export async function POST(req) { const s = await getServerSession(authOptions); if (!s) { await db.incident.create({}); return new Response(null, {status: 401}) } await db.post.create({}); redirect("/done") }`,
  "something is looked up before": `export async function POST(req) { const i = await db.invite.findFirst({}); if (!i) notFound(); const s = await getServerSession(authOptions); if (!s) redirect("/login"); await db.post.create({}); redirect("/done") }`,
  "requests are counted before": `export async function POST(req) { const { success } = await ratelimit.limit("x"); if (!success) return new Response(null, {status: 429}); const s = await getServerSession(authOptions); if (!s) redirect("/login"); await db.post.create({}); redirect("/done") }`,
  "nobody is an error": `const fail = (): never => { throw new Error("no") }
export async function GET() { const s = (await getServerSession(authOptions)) ?? fail(); return Response.json(await db.all(s)) }`,
  "the promise goes on with a choice": `export function GET() { return getServerSession(authOptions).then((s) => s ? Response.json(1) : new Response(null, { status: 401 })) }`,
  "strangers are told how to sign in": `export async function GET() { const s = await getServerSession(authOptions); if (!s) return Response.json({ signIn: "/login" }); return Response.json(await db.all()) }`,
  "a refusal that is caught counts as nobody": `export async function GET() { const s = await requireSession().catch(() => null); if (!s) return new Response(null, { status: 401 }); return Response.json(await db.all()) }`,
  "a refusal that is caught becomes another": `export async function GET() { await requireSession().catch(() => redirect("/login")); return Response.json(await db.all()) }`,
}

const wrong: Record<string, [id: string, handler: string]> = {
  "nothing asks": ["policy-not-enforced", `export async function GET() { return Response.json(await db.all()) }`],
  "the refusal is made and not returned": [
    "answers-and-goes-on",
    `export async function GET() { const s = await getServerSession(authOptions); if (!s) { new Response(null, {status: 401}) } return Response.json(await db.all()) }`,
  ],
  "members are refused": [
    "policy-not-enforced",
    `export async function GET() { const s = await getServerSession(authOptions); if (s) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  ],
  "the promise is looked at": [
    "not-awaited",
    `export async function GET() { const s = getServerSession(authOptions); if (!s) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  ],
  "the guard is not waited for": [
    "not-awaited",
    `export async function GET() { requireSession(); return Response.json(await db.all()) }`,
  ],
  "a header opens it": [
    "policy-not-enforced",
    `export async function GET(req) { const s = await getServerSession(authOptions); if (!s && req.headers.get("x-internal") !== "1") return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  ],
  "it is open while developing": [
    "guarded-in-one-branch",
    `export async function GET() { if (process.env.NODE_ENV !== "development") { const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: 401}) } return Response.json(await db.all()) }`,
  ],
  "it is open when the session cannot be read": [
    "guarded-in-one-branch",
    `export async function GET() { try { const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: 401}) } catch (e) { console.error(e) } return Response.json(await db.all()) }`,
  ],
  "the refusal is swallowed": [
    "answers-and-goes-on",
    `export async function GET() { try { await requireSession() } catch {} return Response.json(await db.all()) }`,
  ],
  "the session is only passed on": [
    "policy-not-enforced",
    `export async function GET() { const s = await getServerSession(authOptions); return Response.json(await db.all({ where: { owner: s?.user?.id } })) }`,
  ],
  "the session is never looked at": [
    "session-unused",
    `export async function GET() { const s = await getServerSession(authOptions); return Response.json(await db.all()) }`,
  ],
  "strangers are only logged": [
    "policy-not-enforced",
    `export async function GET() { const s = await getServerSession(authOptions); if (!s) console.warn("stranger"); return Response.json(await db.all()) }`,
  ],
  "the wrapper asks nothing": [
    "policy-not-enforced",
    `const withSession = (handler) => async (req) => { const s = await getServerSession(authOptions); return handler(req, s) }
export const GET = withSession(async () => Response.json(await db.all()))`,
  ],
  "it is asked for only with a header": [
    "guarded-in-one-branch",
    `export async function GET(req) { req.headers.get("authorization") && (await requireSession()); return Response.json(await db.all()) }`,
  ],
  "the refusal of a function is not returned": [
    "answers-and-goes-on",
    `async function check() { const s = await getServerSession(authOptions); if (!s) { return NextResponse.json({}, {status: 401}) } }
export async function GET() { await check(); return Response.json(await db.all()) }`,
  ],
  "it writes before it asks": [
    "guarded-too-late",
    `export async function POST(req) { await db.delete(await req.json()); const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: 401}); return new Response(null) }`,
  ],
  "a key opens it": [
    "guarded-in-one-branch",
    `export async function GET(req) { if (req.headers.get("x-key") === process.env.KEY) return Response.json(await db.all()); const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: 401}); return Response.json(await db.all()) }`,
  ],
  "strangers are noticed, and nothing is done": [
    "policy-not-enforced",
    `export async function GET() { const s = await getServerSession(authOptions); if (!s) {} return Response.json(await db.all()) }`,
  ],
  "it is asked for in a loop that may never run": [
    "guarded-in-one-branch",
    `export async function GET(req) { for (const x of await db.all()) { const s = await getServerSession(authOptions); if (!s) return new Response(null, {status: 401}) } return Response.json(await db.all()) }`,
  ],
  "the function that asks is never called": [
    "policy-not-enforced",
    `export async function GET() { const check = async () => { const s = await getServerSession(authOptions); if (!s) throw new Error("no") }; return Response.json(await db.all()) }`,
  ],
  "the function that asks is not waited for": [
    "not-awaited",
    `export async function GET() { const check = async () => { const s = await getServerSession(authOptions); if (!s) throw new Error("no") }; check(); return Response.json(await db.all()) }`,
  ],
  "it redirects when it is done": [
    "policy-not-enforced",
    `export async function POST(req) { await db.post.create(await req.json()); redirect("/done") }`,
  ],
  "it answers with a redirect when it is done": [
    "policy-not-enforced",
    `export async function POST(req) { await db.post.create(await req.json()); return NextResponse.redirect("/done") }`,
  ],
  "another server does it, then it redirects": [
    "policy-not-enforced",
    `export async function POST(req) { await fetch("https://api", { method: "POST", body: "x" }); redirect("/done") }`,
  ],
  "it writes with SQL, then redirects": [
    "policy-not-enforced",
    `export async function POST(req) { await sql\`insert into x values (1)\`; redirect("/done") }`,
  ],
  "only a part of it is for members": [
    "policy-not-enforced",
    `export async function POST(req) { const s = await getServerSession(authOptions); if (s) { await db.post.update({}) } await db.count.update({}); return new Response(null) }`,
  ],
  "the guard is thrown away": [
    "not-awaited",
    `export async function GET() { void requireSession(); return Response.json(await db.all()) }`,
  ],
  "strangers are given less, and still something": [
    "policy-not-enforced",
    `export async function GET() { const s = await getServerSession(authOptions); if (!s) return Response.json(await db.post.findMany({ public: true })); return Response.json(await db.post.findMany()) }`,
  ],
  "it writes, then signs out": [
    "policy-not-enforced",
    `import { signOut } from "countersign/react"
export async function POST(req) { await db.user.delete(await req.json()); await signOut() }`,
  ],
  "the database comes with the context": [
    "guarded-too-late",
    `export async function POST(req) { await req.db.user.delete({}); await requireSession(); return new Response(null) }`,
  ],
  "the refusal is caught and forgotten": [
    "session-unused",
    `export async function GET() { await requireSession().catch(() => null); return Response.json(await db.all()) }`,
  ],
  "what a transaction finds decides before": [
    "guarded-in-one-branch",
    `export async function GET() { const found = await db.transaction(async (tx) => tx.first()); if (!found) return Response.json(await db.all()); await requireSession(); return Response.json(found) }`,
  ],
}

const imports = `import { getServerSession } from "countersign"
import { getToken } from "countersign/jwt"
import { everyone, role, signedIn } from "countersign/policy"
import { notFound, redirect } from "next/navigation"
import { NextResponse } from "next/server"
import { can, track } from "@acme/access"
import { db, ratelimit, sql } from "@acme/db"
import { authOptions, protect, requireSession } from "../../auth"
`

const auth = `import { createGuards } from "countersign/guards"
import { policy } from "./policy"
export const authOptions = { policy }
export const { protect, requireSession } = createGuards(authOptions)
`

const policy = `import { definePolicy, signedIn } from "countersign/policy"
export const policy = definePolicy({ default: "deny", routes: { "/**": signedIn } })
`

let app: ScratchApp
afterAll(() => app.remove())

const handlers = [...Object.entries(right), ...Object.entries(wrong).map(([title, [, text]]) => [title, text] as const)]
const folderOf = (title: string): string => title.replaceAll(/\W+/g, "-")

let found: Map<string, string>
beforeAll(() => {
  const files = handlers.map(([title, text]) => [`app/${folderOf(title)}/route.ts`, imports + text])
  app = scratchApp({ "auth.ts": auth, "policy.ts": policy, ...Object.fromEntries(files) })
  const rows = lookAt(app.folder).rows
  found = new Map(
    rows.map(({ route, state, findings }) => [route, state === "guarded" ? state : (findings[0]?.id ?? state)]),
  )
})

test("protect asks for a role only where its options have the policy that says so", () => {
  const app = scratchApp({
    "policy.ts": policy.replace("signedIn }", "role }").replace("signedIn }", 'role("admin") }'),
    "auth.ts": auth,
    "bare.ts": auth.replace("{ policy }\n", "{ providers: [] }\n"),
    "app/with/route.ts": 'import { protect } from "../../auth"\nexport const GET = protect(() => Response.json(1))',
    "app/without/route.ts": 'import { protect } from "../../bare"\nexport const GET = protect(() => Response.json(1))',
  })
  const rows = lookAt(app.folder).rows.map(({ route, state, findings }) => [route, findings[0]?.id ?? state])
  app.remove()
  expect(rows).toEqual([
    ["/with", "guarded"],
    ["/without", "weaker-than-policy"],
  ])
})

test("routes are found wherever they are: in folders named like builds, below /.well-known, and handed on from another file", () => {
  const handler = "export const GET = () => Response.json({})"
  const app = scratchApp({
    "app/.well-known/change-password/route.ts": handler,
    "app/build/actions.ts":
      '"use server"\nimport { db } from "@acme/db"\nexport const run = async () => { await db.post.create({}) }',
    "app/public/page.mdx": "# Hello",
    "app/shared/route.ts": 'export * from "../handlers"',
    "app/handlers.ts": handler,
    "next.config.mjs": 'export default { pageExtensions: ["ts", "tsx", "mdx"] }',
  })
  const { rows } = lookAt(app.folder)
  app.remove()
  expect(rows.map(({ kind, route }) => `${kind} ${route}`)).toEqual([
    "route /.well-known/change-password",
    "page /public",
    "route /shared",
    "action run",
  ])
})

test("a component below a boundary guards its page, unless it is shown on a condition or another one reads beside it", () => {
  const needed = `import { Suspense } from "react"
import { getServerSession } from "countersign"
import { authOptions, requireSession } from "../../auth"
import { db } from "@acme/db"
async function Account() { const { session } = await requireSession(); return <p>{session.user.name}</p> }
async function Orders() { return <p>{(await db.order.findMany()).length}</p> }
async function Only({ children }) { return (await getServerSession(authOptions)) ? children : <p>Sign in first</p> }
const Frame = ({ children }) => <main>{children}</main>
`
  const page = (markup: string) => `${needed}export default function Page({ isOpen }) { return ${markup} }`
  const app = scratchApp({
    "auth.ts": auth,
    "policy.ts": policy,
    "app/guarded/page.tsx": page("<Frame><Suspense fallback={<p>Wait</p>}><Account /></Suspense></Frame>"),
    "app/beside/page.tsx": page("<><Suspense><Account /></Suspense><Orders /></>"),
    "app/wrapped/page.tsx": page("<Only><Orders /></Only>"),
    "app/maybe/page.tsx": page("<Frame>{isOpen && <Account />}</Frame>"),
  })
  const states = Object.fromEntries(lookAt(app.folder).rows.map(({ route, state }) => [route, state]))
  app.remove()
  expect(states).toEqual({ "/guarded": "guarded", "/wrapped": "guarded", "/beside": "broken", "/maybe": "broken" })
})

test("a page that cannot be read is named, not passed over", () => {
  const app = scratchApp({ "app/page.tsx": "export default function Page( { return" })
  const { findings } = lookAt(app.folder)
  app.remove()
  expect(findings.map(({ id, file }) => [id, file])).toEqual([["file-unreadable", "app/page.tsx"]])
})

test.each(Object.keys(right))("a handler is not accused where %s", (title) => {
  expect(found.get(`/${folderOf(title)}`)).toBe("guarded")
})

test.each(Object.entries(wrong))("a handler is found to be open where %s", (title, [id]) => {
  expect(found.get(`/${folderOf(title)}`)).toBe(id)
})
