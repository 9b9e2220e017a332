/** Files in front of all pages, as they are written: for which routes they are seen to guard. */
import { expect, test } from "vitest"
import { lookAt, type Report } from "../../src/cli/routes/look.js"
import { scratchApp } from "./scratch-app.js"

const page = "export default function Page() { return <p>Hello</p> }"

const pages = {
  "app/page.tsx": page,
  "app/login/page.tsx": page,
  "app/dashboard/page.tsx": page,
  "app/dashboard/[id]/page.tsx": page,
  "app/dashboards/page.tsx": page,
  "app/admin/users/page.tsx": page,
  "app/docs/[[...slug]]/page.tsx": page,
  "app/api/data/route.ts": "export const GET = () => Response.json({})",
  "auth.ts": 'export const authOptions = { providers: [], pages: { signIn: "/login" } }',
}

function look(files: Record<string, string>, next?: string): Report {
  const app = scratchApp({ ...pages, ...files }, next)
  try {
    return lookAt(app.folder)
  } finally {
    app.remove()
  }
}

const guardedIn = ({ rows }: Report): string[] =>
  rows.filter(({ layers }) => layers.includes("proxy")).map(({ route }) => route)

const idsAt = ({ rows }: Report, route: string): string[] =>
  rows.filter((row) => row.route === route).flatMap(({ findings }) => findings.map(({ id }) => id))

const everything = [
  "/",
  "/admin/users",
  "/api/data",
  "/dashboard",
  "/dashboard/[id]",
  "/dashboards",
  "/docs/[[...slug]]",
]
const dashboard = ["/dashboard", "/dashboard/[id]"]

const door = 'import { withAuth } from "countersign/middleware"\n'
const token =
  'import { getToken } from "countersign/jwt"\nimport { NextResponse } from "next/server"\nconst login = (req) => new URL("/login", req.url)\n'
const matching = (matcher: string): string =>
  `export { proxy } from "countersign/middleware"\nexport const config = { matcher: ${matcher} }`

const written: [title: string, file: string, guarded: string[]][] = [
  ["the one line, without a matcher", 'export { default as proxy } from "countersign/middleware"', everything],
  ["a section", matching('["/dashboard/:path*"]'), dashboard],
  ["a section, as text", matching('"/dashboard/:path*"'), dashboard],
  ["what is below a section", matching('["/dashboard/:path+"]'), ["/dashboard/[id]"]],
  ["two sections in one", matching('["/(dashboard|admin)/:path*"]'), ["/admin/users", ...dashboard]],
  ["all but some", matching('["/((?!api|login|_next/static).*)"]'), everything.filter((one) => one !== "/api/data")],
  ["a rule that lets everybody pass", `${door}export default withAuth({ callbacks: { authorized: () => true } })`, []],
  [
    "a rule for some paths",
    `${door}const closed = /^\\/(dashboard|admin)(\\/|$)/
export default withAuth({ callbacks: { authorized: ({ req, token }) => !closed.test(req.nextUrl.pathname) || !!token } })`,
    ["/admin/users", ...dashboard],
  ],
  ["nothing", 'import { NextResponse } from "next/server"\nexport const proxy = () => NextResponse.next()', []],
  [
    "a token that is read by hand",
    `${token}export async function proxy(req) {
  const found = await getToken({ req })
  if (!found && req.nextUrl.pathname.startsWith("/dashboard")) return NextResponse.redirect(login(req))
  return NextResponse.next()
}`,
    [...dashboard, "/dashboards"],
  ],
  [
    "a guard that is called by hand",
    `${door}const guard = withAuth()
export async function proxy(req, event) {
  if (req.nextUrl.pathname.startsWith("/dashboard/")) return guard(req, event)
}`,
    ["/dashboard/[id]"],
  ],
  [
    "a rule that lets pass, and a function that does not",
    `${token}${door}export default withAuth(async function proxy(req) {
  const isIn = !!(await getToken({ req }))
  if (req.nextUrl.pathname.startsWith("/login")) return isIn ? NextResponse.redirect(new URL("/", req.url)) : null
  if (!isIn) return NextResponse.redirect(login(req))
}, { callbacks: { authorized: async () => true } })
export const config = { matcher: ["/dashboard/:path*", "/login"] }`,
    dashboard,
  ],
  [
    "`auth` of Auth.js v5 around a function",
    `import NextAuth from "next-auth"
const { auth } = NextAuth({})
const open = ["/", "/login"]
export default auth((req) => {
  const isOpen = open.includes(req.nextUrl.pathname)
  if (!req.auth && !isOpen) return Response.redirect(new URL("/login", req.nextUrl))
})`,
    everything.slice(1),
  ],
  [
    "another page in the place of what is asked for",
    `${token}export async function proxy(req) {
  if (!(await getToken({ req }))) return NextResponse.rewrite(login(req))
  return NextResponse.next()
}
export const config = { matcher: ["/dashboard/:path*"] }`,
    dashboard,
  ],
  [
    "`auth` of Auth.js v5 without `authorized`, which refuses nobody",
    'import NextAuth from "next-auth"\nexport const { auth: proxy } = NextAuth({ providers: [] })',
    [],
  ],
]

test.each(written)("%s guards what it runs for, and no more", (_, file, guarded) => {
  expect(guardedIn(look({ "proxy.ts": file }))).toEqual(guarded)
})

test("the policy decides in front as it is written", () => {
  const policy = `import { definePolicy, everyone, signedIn } from "countersign/policy"
export const policy = definePolicy({ default: "signed-in", routes: { "/": everyone, "/docs/**": everyone, "/login": everyone } })`
  const proxy = `${door}import { policy } from "./policy"\nexport const proxy = withAuth({ policy })`
  const report = look({ "policy.ts": policy, "proxy.ts": proxy })
  expect(guardedIn(report)).toEqual(["/admin/users", "/api/data", "/dashboard", "/dashboard/[id]", "/dashboards"])
  expect(report.rows.find(({ route }) => route === "/docs/[[...slug]]")?.state).toBe("open by decision")
})

test("a matcher that forgets what is below a page is told from one that is about something else", () => {
  const report = look({ "proxy.ts": matching('["/dashboard"]') })
  expect(idsAt(report, "/dashboard/[id]")).toEqual(["matcher-leaves-out"])
  expect(idsAt(report, "/admin/users")).toEqual(["undecided"])
})

test("a visitor who chooses their headers passes by a matcher with `missing`", () => {
  const source = '{ source: "/dashboard/:path*", missing: [{ type: "header", key: "purpose", value: "prefetch" }] }'
  const report = look({ "proxy.ts": matching(`[${source}]`) })
  expect([guardedIn(report), idsAt(report, "/dashboard")]).toEqual([[], ["matcher-conditional"]])
})

test("what looks like a file passes by a matcher that leaves files out, and is the page all the same", () => {
  const report = look({ "proxy.ts": matching('["/((?!.*\\\\.png$).*)"]') })
  expect(idsAt(report, "/dashboard/[id]")).toEqual(["proxy-alone", "proxy-skips-files"])
  expect(idsAt(report, "/dashboard")).toEqual(["proxy-alone"])
})

test.each([
  [
    "a matcher that is not written as text",
    { "proxy.ts": `const m = ["/dashboard"]\n${matching("m")}` },
    "matcher-unreadable",
    "16",
  ],
  ["a proxy in `app`", { "app/proxy.ts": matching('["/dashboard"]') }, "proxy-misplaced", "16"],
  ["a proxy before Next.js 16", { "proxy.ts": matching('["/dashboard"]') }, "proxy-too-new", "^15.2.0"],
  [
    "a redirect that is not returned",
    {
      "proxy.ts": `${token}export async function proxy(req) { if (!(await getToken({ req }))) { NextResponse.redirect(login(req)) } }`,
    },
    "answers-and-goes-on",
    "16",
  ],
])("%s guards nothing, and is named", (_, files, id, next) => {
  const report = look(files as Record<string, string>, next)
  expect([guardedIn(report), report.findings.map((one) => one.id)]).toEqual([[], [id]])
})
