/** Who may come to a route: what the policy says, and which layers really ask. */
import { browserCheck } from "./browser.js"
import { type Entry, type Kind, subjectOf } from "./entries.js"
import { type Finding, findings } from "./findings.js"
import { inspect, type Request, requestValue } from "./guards.js"
import { isOldMiddleware } from "./pages-router.js"
import { type Part, partsOfRoute, patternOfRoute, samplesOf } from "./paths.js"
import { type Decision, decideFor, type PolicySource, ruleForPath } from "./policy.js"
import type { Project } from "./project.js"
import type { FrontProxy } from "./proxy.js"
import { lineOf } from "./syntax.js"
import type { Guard } from "./verdict.js"
import { object, unknown, type Value } from "./walk/values.js"

export type State = "guarded" | "open by decision" | "open by omission" | "broken"

export interface Row {
  readonly route: string
  readonly kind: Kind
  readonly file: string
  /** Empty for what is asked by no method: actions and layouts. */
  readonly methods: readonly string[]
  readonly rule: string
  /** Where it is really enforced. */
  readonly layers: readonly string[]
  readonly state: State
  readonly findings: readonly Finding[]
}

export interface App {
  readonly project: Project
  readonly policy: PolicySource | null
  readonly proxy: FrontProxy | null
  /** Pages at which visitors sign in, as the options name them. */
  readonly signInPages: ReadonlySet<string>
}

/** A route as one method asks for it. */
interface Case {
  readonly entry: Entry
  readonly file: string
  readonly line: number
  readonly parts: readonly Part[]
  readonly method: string
  readonly own: Guard | null
  readonly inProxy: Guard | null
  readonly decision: Decision | null
  readonly layout: string | null
}

/** Rows of an entry: one for each method. */
export function judge(app: App, entry: Entry): readonly Row[] {
  if (isOldMiddleware(entry)) return [oldMiddleware(app, entry)]
  const asked = entry.methods ?? (entry.kind === "api" ? apiMethods : ["POST"])
  const judged = asked.flatMap((method) => {
    const found = caseOf(app, entry, method)
    return entry.kind === "api" && found.own?.kind === "inert" ? [] : [rowOf(app, found)]
  })
  if (judged.length === 0) return [rowOf(app, caseOf(app, entry, "GET"))]
  if (entry.kind === "action" || entry.kind === "layout") return judged.map((one) => ({ ...one, methods: [] }))
  return entry.kind === "api" ? judged.map((one) => asBranch(one, judged)) : judged
}

const apiMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

/** A function that asks for the session where it is asked by some methods, and forgets the others. */
function asBranch(row: Row, all: readonly Row[]): Row {
  const isForgotten = row.findings.some(({ id }) => id === "undecided" || id === "policy-not-enforced")
  const guarded = all.filter(({ layers }) => layers.includes("api")).flatMap(({ methods }) => methods)
  if (!isForgotten || guarded.length === 0) return row
  const [found] = row.findings
  return { ...row, state: "broken", findings: [findings.someMethods(row.file, found?.line ?? 1, guarded)] }
}

/** Methods that are treated alike are one row. */
export function grouped(rows: readonly Row[]): readonly Row[] {
  const found = new Map<string, Row>()
  for (const row of rows) {
    const key = JSON.stringify({ ...row, methods: [] })
    found.set(key, { ...row, methods: [...(found.get(key)?.methods ?? []), ...row.methods] })
  }
  return [...found.values()].map((row) =>
    row.kind === "api" && row.methods.length === apiMethods.length ? { ...row, methods: ["*"] } : row,
  )
}

function caseOf(app: App, entry: Entry, method: string): Case {
  const { project, policy, proxy } = app
  const parts = entry.kind === "action" ? [] : partsOfRoute(entry.route)
  const own = guardOf(app, entry, { method, pathname: samplesOf(parts)[0] ?? null })
  const isReached = entry.kind !== "action" && entry.kind !== "layout"
  return {
    entry,
    file: project.shown(entry.module.file),
    line: lineOfSubject(entry),
    parts,
    method,
    own,
    inProxy: isReached && !isForSigningIn(app, entry, own) ? (proxy?.guard(parts, method) ?? null) : null,
    decision: isReached && policy ? decideFor(policy, parts, method) : null,
    layout: entry.kind === "page" ? guardingLayout(app, entry) : null,
  }
}

/** What nobody could sign in without. */
const isForSigningIn = ({ signInPages }: App, { kind, route }: Entry, own: Guard | null): boolean =>
  kind === "page" ? signInPages.has(withoutLocale(route)) : own?.signsIn === true

const withoutLocale = (route: string): string => route.replace(/^\/\[(?:locale|lang|lng|language)\](?=\/)/i, "")

function lineOfSubject({ module, subject, line }: Entry): number {
  if (line !== undefined) return line
  if (typeof subject !== "string") return subject.is === "function" ? lineOf(subject.node) : 1
  return (module.exports.get(subject) ?? module.exports.get("default"))?.line ?? 1
}

/** What the function of the route itself does. */
export function guardOf({ project, policy }: App, entry: Entry, request: Request): Guard | null {
  if (entry.kind === "page" && entry.router === "app" && entry.module.directives.includes("use client")) return null
  const ruleFor = ruleForPath(policy, request.method)
  const value = subjectOf(project, entry, ruleFor)
  return value && inspect(project, { value, args: argumentsOf(entry, request), request, ruleFor })
}

function argumentsOf({ kind, router }: Entry, request: Request): readonly Value[] {
  const asked = requestValue(request)
  if (kind === "api" || router === "express" || router === "fastify") return [asked, { is: "reply" }]
  if (router === "hono") return [contextOf(asked)]
  if (kind === "route") return [asked, object({})]
  return kind === "page" && router === "pages" ? [object({ req: asked, res: { is: "reply" } })] : [unknown, unknown]
}

/** Hono's context, which is request and response. */
function contextOf(request: Value): Value {
  const answers = ["json", "text", "html", "body", "redirect"].map((name) => [
    name,
    { is: "native", name: `Response.${name}` },
  ])
  return { is: "object", role: "request", props: { req: request, ...Object.fromEntries(answers) }, rest: unknown }
}

function guardingLayout(app: App, { layouts }: Entry): string | null {
  for (const module of layouts) {
    const entry: Entry = {
      kind: "layout",
      router: "app",
      route: "",
      module,
      subject: "default",
      layouts: [],
      methods: null,
    }
    if (guardOf(app, entry, { method: "GET", pathname: null })?.kind === "guarded")
      return app.project.shown(module.file)
  }
  return null
}

function rowOf(app: App, one: Case): Row {
  const { entry, own, inProxy } = one
  const browser = entry.kind === "page" ? browserCheck(entry.module) : null
  const layers = [...(inProxy?.kind === "guarded" ? ["proxy"] : []), ...(own?.kind === "guarded" ? [entry.kind] : [])]
  const found = problemsOf(app, one, layers, browser)
  return {
    route: entry.route,
    kind: entry.kind,
    file: one.file,
    methods: [one.method],
    rule: ruleOf(one),
    layers: browser === null ? layers : [...layers, "browser"],
    state: found.state,
    findings: found.findings,
  }
}

interface Judgement {
  readonly state: State
  readonly findings: readonly Finding[]
}

function problemsOf(app: App, one: Case, layers: readonly string[], browser: number | null): Judgement {
  const isDecided = isOpenByDecision(app, one)
  const broken = brokenGuard(app, one, isDecided)
  if (broken) return { state: "broken", findings: [broken] }
  if (layers.length > 0) return enforced(app, one, layers)
  if (isDecided) return { state: "open by decision", findings: [] }
  return unenforced(app, one, browser)
}

function isOpenByDecision(app: App, { entry, own, decision }: Case): boolean {
  if (own?.isOpen || own?.kind === "inert" || entry.kind === "layout" || isForSigningIn(app, entry, own)) return true
  return decision?.isByLine === true && decision.rule.asks === "nothing"
}

/** A guard that does not do what it seems to. */
function brokenGuard({ project }: App, { own, entry }: Case, isDecided: boolean): Finding | null {
  const found = own && alwaysWrong(project, own)
  if (found || !own || isDecided || entry.kind === "layout") return found
  const place = placeIn(project, own)
  if (own.kind === "one-branch") return findings.oneBranch(...place)
  return own.kind === "unused" ? findings.unused(...place) : null
}

/** What nobody can have meant, whatever the policy says. */
export function alwaysWrong(project: Project, guard: Guard): Finding | null {
  const place = placeIn(project, guard)
  if (guard.kind === "goes-on") return findings.goesOn(...place)
  if (guard.kind === "not-awaited") return findings.notAwaited(...place)
  return guard.kind === "too-late" ? findings.tooLate(...place) : null
}

/** File and line, which may be in a function that is called. */
export function placeIn(project: Project, { at }: Guard): [file: string, line: number] {
  const [, file = "", line = "1"] = /^(.*):(\d+)$/.exec(at ?? "") ?? []
  return [project.shown(file), Number(line)]
}

function enforced(
  { project, proxy }: App,
  { entry, own, inProxy, decision, file, line, parts }: Case,
  layers: readonly string[],
): Judgement {
  const [askedIn, askedAt] = own?.at ? placeIn(project, own) : [null]
  const wantsMore = decision?.isByLine && decision.rule.asks === "more"
  const getsMore = [own, inProxy].some((one) => one?.kind === "guarded" && one.asks === "more")
  if (wantsMore && !getsMore)
    return {
      state: "broken",
      findings: [findings.weakerThanPolicy(file, askedIn === file ? (askedAt ?? line) : line, decision.rule.label)],
    }
  const isAlone = entry.kind !== "layout" && layers.every((one) => one === "proxy")
  if (!isAlone || !proxy) return { state: "guarded", findings: [] }
  const skipped = proxy.skippedFile(parts)
  const more = skipped ? [findings.proxySkipsFiles(file, line, proxy.file, skipped)] : []
  return { state: "guarded", findings: [findings.proxyAlone(file, line, proxy.file), ...more] }
}

function unenforced(app: App, one: Case, browser: number | null): Judgement {
  const { entry, decision, file, line, parts, layout } = one
  const wants = decision?.isByLine === true
  const state = wants || layout ? "broken" : "open by omission"
  const give = (finding: Finding): Judgement => ({ state, findings: [finding] })
  if (entry.kind === "action") return give(findings.undecided(file, line, null))
  if (layout) return give(findings.layoutOnly(file, line, layout))
  if (app.proxy?.isConditional(parts)) return give(findings.matcherConditional(file, line, app.proxy.file))
  if (browser !== null) return give(findings.browserOnly(file, browser))
  const pattern = patternOfRoute(parts)
  if (app.proxy && isLeftOut(app.proxy, one, wants))
    return give(findings.matcherLeavesOut(file, line, app.proxy.file, pattern))
  return give(
    wants ? findings.policyNotEnforced(file, line, decision.rule.label) : findings.undecided(file, line, pattern),
  )
}

/** The proxy does not run for it, though the policy asks for a guard, or though it guards what is above. */
function isLeftOut(proxy: FrontProxy, { inProxy, parts, method }: Case, wants: boolean): boolean {
  if (inProxy) return false
  if (wants) return true
  return parts.some((_, i) => i > 0 && proxy.guard(parts.slice(0, i), method)?.kind === "guarded")
}

function ruleOf({ entry, decision, own, inProxy }: Case): string {
  if (own?.isOpen) return own.rules.join(" + ")
  const said = decision?.isByLine ? [decision.rule.label] : []
  const asked = [own, inProxy].flatMap((one) => (one?.kind === "guarded" || one?.isOpen ? namesOf(one) : []))
  const rules = [...new Set([...said, ...(own?.signsIn && entry.kind !== "page" ? ["signs in"] : []), ...asked])]
  const named = rules.filter(
    (one) => rules.length === 1 || (one !== "signed in" && one !== "a check of its own") || said.length === 0,
  )
  return named.join(" + ") || (decision?.rule.label ?? "none")
}

const namesOf = ({ rules, asks }: Guard): readonly string[] => {
  if (rules.length > 0) return rules
  return [asks === "more" ? "a check of its own" : "signed in"]
}

function oldMiddleware({ project }: App, { route, module }: Entry): Row {
  const file = project.shown(module.file)
  return {
    route,
    kind: "page",
    file,
    methods: ["GET"],
    rule: "none",
    layers: [],
    state: "broken",
    findings: [findings.oldMiddleware(file)],
  }
}
