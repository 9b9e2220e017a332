/** Looks at a whole app: its routes, and what is wrong beside them. */
import { existsSync } from "node:fs"
import { join, relative } from "node:path"
import { serverActions } from "./actions.js"
import { appRouter } from "./app-router.js"
import type { Entry } from "./entries.js"
import { type Finding, findings } from "./findings.js"
import { type App, alwaysWrong, grouped, guardOf, judge, placeIn, type Row } from "./judge.js"
import { pagesRouter } from "./pages-router.js"
import { type Part, partsOfRoute } from "./paths.js"
import { findPolicy, linesFor, type PolicySource } from "./policy.js"
import { filesIn, openProject, type Project, sourceFiles } from "./project.js"
import { type FrontProxy, findProxy } from "./proxy.js"
import { serverRoutes } from "./servers.js"

export interface Report {
  /** Path of the policy; `null` when there is none. */
  readonly policy: string | null
  readonly proxy: string | null
  readonly rows: readonly Row[]
  /** Of the policy and the proxy. */
  readonly findings: readonly Finding[]
}

/** @throws {ConfigurationError} INVALID_OPTION when there is no Next.js app in the folder */
export function lookAt(folder: string): Report {
  const project = openProject(folder)
  const policy = findPolicy(project)
  const { proxy, findings: ofProxy } = findProxy(project, policy)
  const app: App = { project, policy, proxy, signInPages: signInPages(project) }
  const entries = [...pagesRouter(project), ...appRouter(project), ...serverActions(project), ...serverRoutes(project)]
  const judged = entries.flatMap((entry) => (entry.kind === "layout" ? [] : [{ entry, rows: judge(app, entry) }]))
  const layouts = entries.filter(({ kind }) => kind === "layout").flatMap((one) => layoutRow(app, one, judged))
  return {
    policy: policy && project.shown(policy.file),
    proxy: proxy?.file ?? null,
    rows: grouped([...judged.flatMap(({ rows }) => rows), ...layouts])
      .slice()
      .sort(byRoute),
    findings: [
      ...project.unreadable().map((file) => findings.fileUnreadable(project.shown(file))),
      ...ofProxy,
      ...(proxy ? proxyFindings(project, proxy, entries) : []),
      ...(policy ? policyFindings(project, policy, entries) : []),
    ],
  }
}

const byRoute = (one: Row, other: Row): number => {
  const [a, b] = [one, other].map(({ kind, route }) => `${kind === "action" ? 1 : 0} ${route}`)
  return (a ?? "") < (b ?? "") ? -1 : a === b ? 0 : 1
}

/** `pages: { signIn: "/login" }` of the options. */
function signInPages(project: Project): ReadonlySet<string> {
  const found = new Set<string>()
  for (const file of sourceFiles(project.root)) {
    if (!project.mentions(file, "signIn:")) continue
    for (const [, path] of project
      .load(file)
      ?.text.matchAll(/\bpages\s*:\s*\{[^}]*?\bsignIn\s*:\s*["'`](\/[^"'`?#]*)/g) ?? [])
      if (path) found.add(path)
  }
  return found
}

interface Judged {
  readonly entry: Entry
  readonly rows: readonly Row[]
}

/** A layout that asks: which is no guard, where nothing else does. */
function layoutRow(app: App, layout: Entry, judged: readonly Judged[]): readonly Row[] {
  const guard = guardOf(app, layout, { method: "GET", pathname: null })
  if (!guard || guard.kind === "none" || guard.kind === "inert") return []
  const below = judged.filter(({ entry }) => entry.layouts.includes(layout.module)).flatMap(({ rows }) => rows)
  const relying = below.filter((row) => row.findings.some(({ id }) => id === "layout-is-no-guard"))
  const rows = judge(app, layout)
  if (relying.length === 0) return rows
  const file = app.project.shown(layout.module.file)
  const found = findings.layoutGuards(file, placeIn(app.project, guard)[1], [
    ...new Set(relying.map(({ route }) => route)),
  ])
  return rows.map((row) => ({ ...row, state: "broken", findings: [found] }))
}

/** What is wrong with the proxy, for whichever route it was seen. */
function proxyFindings(project: Project, proxy: FrontProxy, entries: readonly Entry[]): readonly Finding[] {
  const found = new Map<string, Finding>()
  for (const { kind, route, methods } of entries) {
    const guard =
      kind === "action" || kind === "layout" ? null : proxy.guard(partsOfRoute(route), methods?.[0] ?? "GET")
    const finding = guard && alwaysWrong(project, guard)
    if (finding) found.set(`${finding.id} ${finding.file} ${finding.line}`, finding)
  }
  return [...found.values()]
}

function policyFindings(project: Project, policy: PolicySource, entries: readonly Entry[]): Finding[] {
  const file = project.shown(policy.file)
  const used = new Set(
    entries.filter(({ kind }) => kind !== "action" && kind !== "layout").flatMap((one) => linesOf(policy, one)),
  )
  const files = otherPaths(project).map((path) => partsOfRoute(path))
  for (const one of files) for (const line of linesFor(policy, one, "GET")) used.add(line)
  const unused = policy.lines.filter((one) => !used.has(one)).sort((one, other) => one.line - other.line)
  return [
    ...policy.unreadable.map(({ line, why }) => findings.lineUnreadable(file, line, why)),
    ...unused.map(({ line, pattern }) => findings.lineUnused(file, line, pattern.text)),
  ]
}

/** A page answers GET, a route handler what it exports, an API route whatever it likes. */
function linesOf(policy: PolicySource, { route, methods, kind }: Entry) {
  const parts: readonly Part[] = partsOfRoute(route)
  return (kind === "api" ? [null] : (methods ?? [null])).flatMap((method) => linesFor(policy, parts, method))
}

const metadata: Readonly<Record<string, string>> = {
  "robots.ts": "/robots.txt",
  "robots.js": "/robots.txt",
  "sitemap.ts": "/sitemap.xml",
  "sitemap.js": "/sitemap.xml",
  "manifest.ts": "/manifest.webmanifest",
  "manifest.js": "/manifest.webmanifest",
  "favicon.ico": "/favicon.ico",
}

/** Paths that are answered by no page: files of `public`, and those that Next.js makes. */
function otherPaths({ root, base }: Project): string[] {
  const open = join(root, "public")
  const files = [...filesIn(open)].map((file) => `/${relative(open, file).replaceAll("\\", "/")}`)
  const made = Object.entries(metadata).flatMap(([name, path]) => (existsSync(join(base, "app", name)) ? [path] : []))
  return [...files, ...made]
}
