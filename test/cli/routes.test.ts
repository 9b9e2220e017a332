/**
 * Apps with some forty routes each, a third of them wrong in a known way. What is wrong with them was written down when they were
 * made: each wrong one must be found, and no right one accused.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { lookAt, type Report } from "../../src/cli/routes/look.js"
import { repository } from "../support/install-countersign.js"
import { countersign } from "./command.js"

const folderOf = (app: string): string => join(repository, "test/fixtures/routes", app)

interface Expected {
  /** Line of a file, what it concerns, and what is wrong. */
  wrong: string[]
  openByDecision: string[]
  /** Where nothing but the proxy asks. */
  proxyAlone?: string[]
  rows: number
}

const apps: Record<string, Expected> = {
  "pages-app": {
    wrong: [
      "auth.policy.ts:15 policy-line-unused",
      "pages/admin/_middleware.ts:1 GET /admin/_middleware old-middleware",
      "pages/api/admin/stats.ts:7 * /api/admin/stats weaker-than-policy",
      "pages/api/export-all.ts:8 * /api/export-all answers-and-goes-on",
      "pages/api/invoices/[id].ts:5 GET POST PUT PATCH /api/invoices/[id] guarded-in-one-branch",
      "pages/api/invoices/index.ts:8 * /api/invoices answers-and-goes-on",
      "pages/api/search.ts:3 * /api/search undecided",
      "pages/members.tsx:5 GET /members browser-only",
      "pages/orders/[id]/edit.tsx:6 GET /orders/[id]/edit not-awaited",
      "pages/orders/print.tsx:8 GET /orders/print guarded-in-one-branch",
      "pages/orders/refund.tsx:9 GET /orders/refund answers-and-goes-on",
      "pages/profile.tsx:4 GET /profile browser-only",
      "pages/reports/export.tsx:1 GET /reports/export matcher-leaves-out",
      "pages/reports/monthly.tsx:6 GET /reports/monthly session-unused",
      "pages/teams/[id].tsx:4 GET /teams/[id] undecided",
      "pages/teams/index.tsx:1 GET /teams undecided",
    ],
    openByDecision: [
      "* /api/auth/[...nextauth]",
      "* /api/health",
      "GET /",
      "GET /api/posts",
      "GET /blog",
      "GET /blog/[slug]",
      "GET /login",
      "GET /pricing",
    ],
    proxyAlone: ["/admin/users", "/dashboard", "/dashboard/files/[...path]"],
    rows: 43,
  },
  "app-app": {
    wrong: [
      "src/app/(shop)/cart/page.tsx:3 GET /cart matcher-leaves-out",
      "src/app/account/actions.ts:19 action deleteAccount undecided",
      "src/app/account/actions.ts:26 action publish answers-and-goes-on",
      "src/app/api/admin/stats/route.ts:6 GET /api/admin/stats weaker-than-policy",
      "src/app/api/export/route.ts:3 GET /api/export undecided",
      "src/app/api/invoices/route.ts:21 DELETE /api/invoices matcher-leaves-out",
      "src/app/api/invoices/route.ts:9 GET /api/invoices answers-and-goes-on",
      "src/app/billing/page.tsx:1 GET /billing undecided",
      "src/app/invoices/[id]/page.tsx:4 GET /invoices/[id] not-awaited",
      "src/app/invoices/page.tsx:8 GET /invoices guarded-in-one-branch",
      "src/app/members/page.tsx:6 GET /members browser-only",
      "src/app/orders/page.tsx:13 action cancel undecided",
      "src/app/reports/layout.tsx:4 layout /reports layout-is-no-guard",
      "src/app/reports/page.tsx:1 GET /reports layout-is-no-guard",
      "src/app/reports/yearly/page.tsx:1 GET /reports/yearly layout-is-no-guard",
      "src/app/settings/page.tsx:5 GET /settings session-unused",
      "src/policy.ts:22 policy-line-unused",
      "src/policy.ts:26 policy-line-unused",
    ],
    openByDecision: [
      "GET /",
      "GET /about",
      "GET /api/feed",
      "GET /api/health",
      "GET /docs/[[...slug]]",
      "GET /feed.xml",
      "GET /login",
      "GET /pricing",
      "GET POST /api/auth/[...nextauth]",
      "action submit",
      "action subscribe",
    ],
    proxyAlone: ["/dashboard", "/dashboard", "/dashboard/item/[id]", "/dashboard/item/[id]", "/team"],
    rows: 51,
  },
  // The app of a workspace, with sessions, policy and database in packages of their own, and Auth.js v5's `auth`.
  "monorepo/apps/web": {
    wrong: [
      "src/actions/project.ts:11 action deleteProject undecided",
      "src/actions/project.ts:30 action duplicateProject undecided",
      "src/app/api/projects/route.ts:23 DELETE /api/projects matcher-leaves-out",
      "src/app/api/usage/route.ts:3 GET /api/usage undecided",
      "src/app/settings/page.tsx:3 GET /settings policy-not-enforced",
    ],
    openByDecision: [
      "GET /",
      "GET /changelog",
      "GET /login",
      "GET POST /api/auth/[...nextauth]",
      "POST /api/webhooks/billing",
      "action inline action",
    ],
    proxyAlone: ["/dashboard"],
    rows: 19,
  },
  // `src/`, endings of its own, languages, `next-connect`, and a middleware that is not in `src`.
  "src-pages": {
    wrong: [
      "middleware.ts:1 proxy-misplaced",
      "src/pages/api/users/[id].api.ts:14 PATCH /api/users/[id] guarded-in-one-branch",
      "src/pages/app/reports.page.tsx:9 GET /app/reports answers-and-goes-on",
      "src/pages/app/team.page.tsx:1 GET /app/team policy-not-enforced",
      "src/pages/help.page.tsx:1 GET /help undecided",
      "src/server/auth.ts:22 * /api/exports answers-and-goes-on",
    ],
    openByDecision: ["* /api/auth/[...nextauth]", "GET /", "GET /login", "GET /share/[token]", "POST /api/stripe"],
    rows: 15,
  },
  // Route groups below `[locale]`, with the proxy that `next-intl` documents.
  "i18n-groups": {
    wrong: [
      "app/[locale]/(app)/admin/audit/page.tsx:1 GET /[locale]/admin/audit weaker-than-policy",
      "app/[locale]/(app)/export/page.tsx:8 GET /[locale]/export answers-and-goes-on",
      "app/[locale]/(app)/settings/actions.ts:11 action removePerson undecided",
      "app/[locale]/invite/page.tsx:3 GET /[locale]/invite policy-not-enforced",
      "app/api/report/route.ts:3 GET /api/report matcher-leaves-out",
    ],
    openByDecision: [
      "GET /[locale]",
      "GET /[locale]/about",
      "GET /[locale]/sign-in",
      "GET POST /api/auth/[...nextauth]",
    ],
    proxyAlone: ["/[locale]/dashboard", "/[locale]/settings/profile"],
    rows: 20,
  },
  "servers/express": {
    wrong: [
      "src/admin.ts:7 GET /admin/login-as/[id] policy-not-enforced",
      "src/admin.ts:8 GET /admin/audit weaker-than-policy",
      "src/app.ts:15 GET /stats undecided",
      "src/app.ts:26 DELETE /posts/[id] undecided",
      "src/app.ts:34 GET /drafts policy-not-enforced",
      "src/session.ts:43 GET /invoices answers-and-goes-on",
    ],
    openByDecision: ["GET /", "GET /health", "GET /posts/[id]"],
    rows: 16,
  },
  "servers/hono": {
    wrong: [
      "books.ts:6 GET /api/books policy-not-enforced",
      "index.ts:33 GET /export answers-and-goes-on",
      "index.ts:37 POST /contact undecided",
    ],
    openByDecision: ["GET /"],
    rows: 7,
  },
  "servers/fastify": {
    wrong: [
      "notes.ts:5 GET /notes/public policy-not-enforced",
      "server.ts:16 POST /reports policy-not-enforced",
      "server.ts:17 GET /metrics undecided",
    ],
    openByDecision: ["GET /health"],
    rows: 7,
  },
}

const called = ({ kind, methods, route }: Report["rows"][number]): string =>
  `${kind === "action" || kind === "layout" ? kind : methods.join(" ")} ${route}`

function wrongIn({ rows, findings }: Report): string[] {
  const ofRows = rows.flatMap((row) => row.findings.map((one) => ({ ...one, about: ` ${called(row)}` })))
  return [...ofRows, ...findings.map((one) => ({ ...one, about: "" }))]
    .filter(({ level }) => level === "error")
    .map(({ file, line, about, id }) => `${file}:${line}${about} ${id}`)
    .sort()
}

describe.each(Object.entries(apps))("in %s", (app, { wrong, openByDecision, proxyAlone = [], rows }) => {
  const report = lookAt(folderOf(app))
  const inState = (state: string) => report.rows.filter((row) => row.state === state)

  test("every route that is wrong is found, and no right one is accused", () => {
    expect(wrongIn(report)).toEqual(wrong)
    expect(report.rows).toHaveLength(rows)
  })

  test("what is open by decision is told from what is guarded", () => {
    expect(inState("open by decision").map(called).sort()).toEqual(openByDecision)
    for (const row of inState("guarded")) expect([called(row), row.layers]).not.toEqual([called(row), []])
  })

  test("routes that only the proxy guards are pointed out, and fail no check", () => {
    const alone = report.rows.filter((row) => row.findings.some(({ id }) => id === "proxy-alone"))
    expect(alone.map(({ route }) => route)).toEqual(proxyAlone)
    for (const { state } of alone) expect(state).toBe("guarded")
  })
})

test("who may go where is told with the rule and with every layer that asks", () => {
  const row = lookAt(folderOf("app-app")).rows.find(({ route }) => route === "/admin")
  expect(row).toMatchObject({ rule: 'role("admin")', layers: ["proxy", "page"], state: "guarded", methods: ["GET"] })
})

test("in CI an app with a route that nobody decided about fails the check, and says where", async () => {
  const { code, out, err } = await countersign(["routes", "--check"], {}, folderOf("app-app"))
  expect([code, err]).toEqual([1, ""])
  expect(out).toContain("src/app/billing/page.tsx:1")
  expect(out).toMatch(/11 open by decision, 5 open by omission, 11 broken/)
  expect((await countersign(["routes", "--dir", folderOf("app-app")])).code).toBe(0)
})

test("a program reads the same as JSON, a page as Markdown", async () => {
  const { out } = await countersign(["routes", "--json"], {}, folderOf("pages-app"))
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(lookAt(folderOf("pages-app")))))
  const markdown = await countersign(["routes", "--markdown"], {}, folderOf("pages-app"))
  expect(markdown.out).toContain('| guarded | GET | `/admin` | `role("admin")` | proxy, page |')
})

test("every finding there is has its line in the documentation", () => {
  const source = readFileSync(join(repository, "src/cli/routes/findings.ts"), "utf8")
  const ids = [...source.matchAll(/\b(?:error|notice)\(\s*"([\w-]+)"/g)].map(([, id = ""]) => id)
  const rows = readFileSync(join(repository, "docs/routes.md"), "utf8").matchAll(/^\| (`[^|]+`) \|/gm)
  const documented = [...rows].flatMap(([, cell = ""]) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, id = ""]) => id))
  expect(ids.length).toBeGreaterThan(15)
  expect(documented.sort()).toEqual([...new Set(ids)].sort())
})

test("where there is no app it says so, and two formats at once are not understood", async () => {
  const nowhere = await countersign(["routes", "--dir", join(repository, "docs")])
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining("There is no package.json here")])
  expect((await countersign(["routes", "--json", "--markdown"])).code).toBe(2)
})
