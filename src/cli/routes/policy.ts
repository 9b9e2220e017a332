/** The policy, read from the source: its lines, and which of them decides for a route. */
import { bySpecificity, fitsMethod, match, type Pattern, parsePattern, partsOf } from "../../core/guard/patterns.js"
import { frameFor } from "./guards.js"
import type { Module } from "./modules.js"
import { covers, isLocale, meets, type Part } from "./paths.js"
import { type Project, sourceFiles } from "./project.js"
import { lineOf, literalOf, nameOf, nodesIn, type Of, type Syntax, sourceOf } from "./syntax.js"
import { start } from "./walk/values.js"
import type { Frame, Rule } from "./walk/visit.js"

export interface PolicyLine {
  readonly pattern: Pattern
  readonly rule: Rule
  readonly line: number
}

export interface Decision {
  readonly rule: Rule
  /** Whether a line is about it, or only the default. */
  readonly isByLine: boolean
}

export interface PolicySource {
  readonly file: string
  readonly lines: readonly PolicyLine[]
  /** What could not be read: lines, and why. */
  readonly unreadable: readonly { readonly line: number; readonly why: string }[]
  readonly otherwise: Rule
  readonly locales: readonly string[]
}

const defaults: Readonly<Record<string, Rule>> = {
  public: { is: "rule", asks: "nothing", label: "default: public" },
  "signed-in": { is: "rule", asks: "signed-in", label: "default: signed-in" },
  deny: { is: "rule", asks: "more", label: "default: deny" },
}

/** `null` when the app has none. */
export function findPolicy(project: Project): PolicySource | null {
  for (const folder of [project.root, ...project.packages])
    for (const file of sourceFiles(folder)) {
      const module = project.mentions(file, "definePolicy") ? project.load(file) : null
      const found = module && readPolicy(project, module)
      if (found) return found
    }
  return null
}

function readPolicy(project: Project, module: Module): PolicySource | null {
  const isOurs = [...module.imports.values()].some(
    ({ source, name }) => name === "definePolicy" && /^(?:countersign|next-auth)\/policy$/.test(source),
  )
  const called = isOurs ? [...nodesIn(module.body)].find(isDefinition) : undefined
  const options = called && objectIn(module, called.arguments[0] as Syntax)
  if (!options) return null
  const frame = frameFor(project, module, () => null)
  const member = (name: string): Syntax | undefined =>
    options.properties.flatMap((one) =>
      one.type === "ObjectProperty" && nameOf(one) === name ? [one.value as Syntax] : [],
    )[0]
  const unreadable: { line: number; why: string }[] = []
  const routes = objectIn(module, member("routes"))
  const lines = routes ? readLines(frame, module, routes, unreadable) : []
  if (!routes) unreadable.push({ line: lineOf(called), why: "`routes` is not written here as an object" })
  const locales = literalOf(member("locales"))
  return {
    file: module.file,
    lines: [...lines].sort((one, other) => bySpecificity(one.pattern, other.pattern)),
    unreadable,
    otherwise: defaults[String(literalOf(member("default")))] ?? (defaults.deny as Rule),
    locales: Array.isArray(locales) ? locales.filter((one) => typeof one === "string") : [],
  }
}

const isDefinition = (node: Syntax): node is Of<"CallExpression"> =>
  node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "definePolicy"

/** An object that is written there, or in a constant of the module. */
function objectIn(module: Module, node: Syntax | undefined): Of<"ObjectExpression"> | null {
  if (node?.type === "ObjectExpression") return node
  if (node?.type === "TSSatisfiesExpression" || node?.type === "TSAsExpression")
    return objectIn(module, node.expression)
  const declared = node?.type === "Identifier" ? module.declared.get(node.name) : undefined
  return declared?.kind === "variable" && declared.node.init ? objectIn(module, declared.node.init) : null
}

function* readLines(
  frame: Frame,
  module: Module,
  routes: Of<"ObjectExpression">,
  unreadable: { line: number; why: string }[],
): Generator<PolicyLine> {
  for (const one of routes.properties) {
    const line = lineOf(one)
    const spread = one.type === "SpreadElement" ? objectIn(module, one.argument) : null
    if (spread) yield* readLines(frame, module, spread, unreadable)
    const text = one.type === "ObjectProperty" ? (nameOf(one) ?? literalOf(one.key as Syntax)) : null
    if (one.type !== "ObjectProperty" || typeof text !== "string") {
      if (!spread) unreadable.push({ line, why: "the pattern is not written as text" })
      continue
    }
    try {
      yield { pattern: parsePattern(text), rule: ruleOf(frame, one.value as Syntax), line }
    } catch (error) {
      unreadable.push({ line, why: (error as Error).message.replace(/^`policy`: /, "").replace(/\.$/, "") })
    }
  }
}

function ruleOf(frame: Frame, node: Syntax): Rule {
  const [found] = frame.visit.walker.evaluate(frame, node, start)
  const label = sourceOf(frame.module.text, node)
  if (found?.value.is === "rule") return { ...found.value, label }
  return { is: "rule", asks: "more", label: label.length > 40 ? "own rule" : label }
}

/** Lines that are about some path of the route. */
export const linesFor = (
  { lines, locales }: PolicySource,
  route: readonly Part[],
  method: string | null,
): readonly PolicyLine[] =>
  lines.filter(
    ({ pattern }) =>
      (method === null || fitsMethod(pattern, method)) && readings(locales, route).some((one) => meets(pattern, one)),
  )

/**
 * The line that decides for all paths of the route that no narrower one is about; else the default. Where a wider one is for the
 * method alone, both must let pass: the stricter is told.
 */
export function decideFor(
  { lines, locales, otherwise }: PolicySource,
  route: readonly Part[],
  method: string,
): Decision {
  const [whole = route] = readings(locales, route).slice(-1)
  const fitting = lines.filter(({ pattern }) => fitsMethod(pattern, method) && covers(pattern, whole))
  const first = fitting[0]
  if (!first) return { rule: otherwise, isByLine: false }
  const ofMethod = fitting.find(({ pattern }) => pattern.method !== null) ?? first
  return {
    rule: strictness[ofMethod.rule.asks] > strictness[first.rule.asks] ? ofMethod.rule : first.rule,
    isByLine: true,
  }
}

const strictness = { nothing: 0, "signed-in": 1, more: 2 } as const

/** A language in front, `[locale]` in the App Router, is no part of a pattern. */
function readings(locales: readonly string[], route: readonly Part[]): readonly (readonly Part[])[] {
  const [first, ...rest] = route
  const isLocalised = locales.length > 0 && first?.kind === "one" && isLocale(first.name)
  return isLocalised ? [route, rest] : [route]
}

/** The rule for a path, as `protect` and `requireSession` ask it. */
export function ruleForPath(policy: PolicySource | null, method: string): (pathname: string) => Rule | null {
  return (pathname) => {
    if (!policy) return null
    const parts = partsOf(pathname)
    const found = policy.lines.find(({ pattern }) => fitsMethod(pattern, method) && match(pattern, parts))
    return found?.rule ?? policy.otherwise
  }
}
