/** The same for the Pages Router: API routes and `getServerSideProps`, those that hold and those that only look so. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { lookAt } from "../../src/cli/routes/look.js"
import { type ScratchApp, scratchApp } from "./scratch-app.js"

const apiRoutes: Record<string, [found: string, text: string]> = {
  "an early return": [
    "guarded",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) { res.status(401).json({}); return } res.json(await db.all()) }`,
  ],
  "a returned answer": [
    "guarded",
    `export default async function h(req, res) { const s = await getSession({ req }); if (!s) return res.status(401).json({}); return res.status(200).json(await db.all()) }`,
  ],
  "an error": [
    "guarded",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) throw new Error(); res.json(await db.all()) }`,
  ],
  "only one method does something": [
    "guarded",
    `export default async function h(req, res) { if (req.method === "POST") { const s = await getServerSession(req, res, authOptions); if (!s) return res.status(401).end(); await db.post.create({}); return res.status(201).end() } res.setHeader("Allow", ["POST"]); res.status(405).end("no") }`,
  ],
  "the request is taken apart": [
    "guarded",
    `export default async function h({ method, body }, res) { const s = await getSession({ req: arguments[0] }); if (!s) return res.status(401).end(); switch (method) { case "POST": await db.post.create(body); return res.status(201).end(); default: return res.status(405).end() } }`,
  ],
  "a function for each method comes after": [
    "guarded",
    `const handlers = { async GET(req, res) { res.json(await db.all()) }, async POST(req, res) { res.json(await db.post.create({})) } }
export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) return res.status(401).end(); const f = handlers[req.method]; if (!f) return res.status(405).end(); return f(req, res) }`,
  ],
  "branches for methods follow": [
    "guarded",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) { res.status(401).end() } else if (req.method === "GET") { res.json(await db.all()) } else { res.status(405).end() } }`,
  ],
  "a wrapper of its own, in CommonJS": [
    "guarded",
    `const guard = (fn) => async (req, res) => { const s = await getServerSession(req, res, authOptions); if (s) return fn(req, res); res.status(401).end() }
module.exports = guard(async (req, res) => { res.json(await db.all()) })`,
  ],
  "a redirect": [
    "guarded",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) { res.redirect("/login"); return } res.json(await db.all()) }`,
  ],
  "headers written by hand": [
    "guarded",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) { res.writeHead(401, {}).end(); return } res.json(await db.all()) }`,
  ],
  "a status set by hand": [
    "guarded",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) { res.statusCode = 401; res.end(); return } res.end(await db.all()) }`,
  ],
  "nothing asks": ["policy-not-enforced", `export default async function h(req, res) { res.json(await db.all()) }`],
  "a 401 without return": [
    "answers-and-goes-on",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) res.status(401).json({}); res.json(await db.all()) }`,
  ],
  "a 401 without return, then a write": [
    "answers-and-goes-on",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) { res.status(401).end() } await db.post.create({}) ; res.end() }`,
  ],
  "a function for one of the methods asks": [
    "guarded-in-one-branch",
    `const handlers = { GET: async (req, res) => { res.json(await db.all()) }, POST: protect(async (req, res) => { res.json(await db.post.create({})) }) }
export default async function h(req, res) { const f = handlers[req.method]; if (!f) return res.status(405).end(); return f(req, res) }`,
  ],
  "the session is only passed on": [
    "policy-not-enforced",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); res.json(await db.all({ user: s?.user?.id })) }`,
  ],
  "a redirect without return": [
    "answers-and-goes-on",
    `export default async function h(req, res) { const s = await getServerSession(req, res, authOptions); if (!s) res.redirect("/login"); await db.post.delete({ id: 1 }); res.end() }`,
  ],
}

const pages: Record<string, [found: string, text: string]> = {
  "it is not found": [
    "guarded",
    `export async function getServerSideProps({ req, res }) { const s = await getServerSession(req, res, authOptions); if (!s) return { notFound: true }; return { props: { s } } }`,
  ],
  "a redirect beside props": [
    "guarded",
    `export async function getServerSideProps(ctx) { const session = await getSession(ctx); if (!session) { return { redirect: { permanent: false, destination: "/login" }, props: {} } } return { props: { session } } }`,
  ],
  "protectPage around it": [
    "guarded",
    `export const getServerSideProps = protectPage(async (ctx, { session }) => ({ props: { name: session.user.name } }))`,
  ],
  "strangers get no data": [
    "guarded",
    `export async function getServerSideProps(ctx) { const session = await getSession(ctx); if (!session) return { props: {} }; return { props: { data: await db.all() } } }`,
  ],
  "headers written by hand, and a return": [
    "guarded",
    `export async function getServerSideProps({ req, res }) { const s = await getServerSession(req, res, authOptions); if (!s) { res.writeHead(302, { Location: "/login" }); res.end(); return { props: {} } } return { props: { data: await db.all() } } }`,
  ],
  "a function with `satisfies`": [
    "guarded",
    `export const getServerSideProps = (async (ctx) => { const s = await getServerSession(ctx.req, ctx.res, authOptions); if (!s) return { redirect: { destination: "/x", permanent: false } }; return { props: {} } }) satisfies GetServerSideProps`,
  ],
  "the page is made at build time": [
    "policy-not-enforced",
    `export async function getStaticProps() { return { props: { data: await db.all() } } }`,
  ],
  "the session is never looked at": [
    "session-unused",
    `export async function getServerSideProps(ctx) { const session = await getSession(ctx); return { props: { data: await db.all() } } }`,
  ],
  "the session is only passed on": [
    "policy-not-enforced",
    `export async function getServerSideProps(ctx) { return { props: { session: await getServerSession(ctx.req, ctx.res, authOptions), data: await db.all() } } }`,
  ],
  "only getInitialProps is there": [
    "policy-not-enforced",
    `Page.getInitialProps = async () => ({ data: await db.all() })`,
  ],
  "nothing asks": [
    "policy-not-enforced",
    `export async function getServerSideProps(ctx) { return { props: { data: await db.all() } } }`,
  ],
}

const imports = `import { getServerSession } from "next-auth/next"
import { getSession } from "next-auth/react"
import { authOptions, protect, protectPage } from "../../auth"
import { db } from "@acme/db"
`

const auth = `import { createGuards } from "countersign/guards"
import { policy } from "./policy"
export const authOptions = { policy }
export const { protect, protectPage } = createGuards(authOptions)
`

const policy = `import { definePolicy, signedIn } from "countersign/policy"
export const policy = definePolicy({ default: "deny", routes: { "/**": signedIn } })
`

const component = "export default function Page() { return <p>Hello</p> }\n"
const folderOf = (title: string): string => title.replaceAll(/\W+/g, "-")

let app: ScratchApp
afterAll(() => app.remove())

let found: Map<string, Set<string>>
beforeAll(() => {
  const api = Object.entries(apiRoutes).map(([title, [, text]]) => [`pages/api/${folderOf(title)}.ts`, imports + text])
  const pageFiles = Object.entries(pages).map(([title, [, text]]) => [
    `pages/of/${folderOf(title)}.tsx`,
    imports + component + text,
  ])
  app = scratchApp({ "auth.ts": auth, "policy.ts": policy, ...Object.fromEntries([...api, ...pageFiles]) }, "15.0.0")
  found = new Map()
  for (const { route, state, findings } of lookAt(app.folder).rows)
    found.set(route, (found.get(route) ?? new Set()).add(findings[0]?.id ?? state))
})

test.each(Object.entries(apiRoutes))("an API route with %s is told for what it is", (title, [id]) => {
  expect([...(found.get(`/api/${folderOf(title)}`) ?? [])]).toContain(id)
  if (id === "guarded") expect(found.get(`/api/${folderOf(title)}`)?.size).toBe(1)
})

test.each(Object.entries(pages))("a page where %s is told for what it is", (title, [id]) => {
  expect([...(found.get(`/of/${folderOf(title)}`) ?? [])]).toEqual([id])
})
