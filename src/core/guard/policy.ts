/** Who may go where, stated once: patterns and rules, the most specific pattern decides. What every layer asks. */
import type { AnyRule, Asked, Decision, Line, Policy, Question, Rule } from "../contracts/policy.js"
import { ConfigurationError } from "../errors.js"
import type { Awaitable, Session } from "../model.js"
import { passByPolicy } from "./pass-by-policy.js"
import { areAlike, bySpecificity, fitsMethod, match, type Pattern, parsePattern } from "./patterns.js"
import { type Readings, readingsOf } from "./readings.js"
import { asRule, everyone, nobody, own, signedIn } from "./rules.js"

export interface PolicyOptions {
  /** What holds for a route that no pattern fits. */
  default: "public" | "signed-in" | "deny"
  /** Pattern → rule, such as `"/admin/**": role("admin")` or `"POST /api/posts": signedIn`. */
  routes: Readonly<Record<string, AnyRule>>
  /** Where the roles are. Default: `session.user.role` and `session.user.roles`. */
  roles?: ((session: Session) => readonly string[] | string | null | undefined) | undefined
  /** First parts of paths that are languages and not part of a pattern, as with the Pages Router's `i18n`. Default: none. */
  locales?: readonly string[] | undefined
}

interface PatternLine extends Line {
  readonly pattern: string
  readonly parsed: Pattern
}

interface Fit {
  readonly line: PatternLine
  readonly params: Readonly<Record<string, string>>
  readonly path: readonly string[]
}

const isRule = (given: unknown): given is AnyRule =>
  typeof given === "function" || typeof (given as Rule | null)?.judge === "function"

const defaults = { public: everyone, "signed-in": signedIn, deny: nobody } as const

const unreadable: Line = {
  pattern: null,
  rule: { label: "unreadable path", judge: () => "refuse", prove: () => ({}) },
}

/**
 * States who may go where.
 *
 * @throws {ConfigurationError} `INVALID_OPTION` for a pattern that cannot work, or two of which nobody could say which decides
 * @example
 * ```ts
 * export const policy = definePolicy({
 *   default: "deny",
 *   routes: { "/": everyone, "/dashboard/**": signedIn, "/admin/**": role("admin") },
 * })
 * ```
 */
export function definePolicy({ default: otherwise, routes, roles = usualRoles, locales = [] }: PolicyOptions): Policy {
  const last = defaultLine(otherwise)
  const lines = sorted(routes)

  const decideOn = async (question: Question, line: Line, params: Fit["params"], path: string): Promise<Decision> => {
    try {
      if (line.rule === everyone) return { kind: "allow", by: line, proof: {} }
      const session = await question.session()
      const asked: Asked = {
        session,
        request: { method: question.method, pathname: path, headers: question.headers },
        params,
        roles: session?.user ? [roles(session) ?? []].flat().filter((one) => typeof one === "string") : [],
        authTime: question.authTime,
        now: new Date(),
      }
      const kind = await line.rule.judge(asked)
      if (kind === "allow") return { kind, by: line, proof: await line.rule.prove(asked) }
      return { kind: Object.hasOwn(strictness, kind) ? kind : "refuse", by: line }
    } catch (cause) {
      return { kind: "undecided", by: line, cause }
    }
  }

  const policy: Policy = {
    lines: [...lines, last],
    async decide(question) {
      const readings = readingsOf(question.pathname, locales)
      if (!readings) return { kind: "refuse", by: unreadable }
      const once = { ...question, session: memo(question.session), authTime: memo(question.authTime) }
      const fits = deciding(lines, question.method, readings)
      let decision: Decision | undefined
      for (const { line, params, path } of fits.length > 0 ? fits : [{ line: last, params: {}, path: readings[0] }]) {
        const next = await decideOn(once, line, params, pathOf(path))
        if (!decision || strictness[next.kind] > strictness[decision.kind]) decision = next
      }
      return decision as Decision
    },
    async decideBy(rule, question) {
      const readings = readingsOf(question.pathname, locales)
      if (!readings) return { kind: "refuse", by: unreadable }
      const params = fitOf(lines, question.method, readings[0])?.params ?? {}
      return decideOn(question, { pattern: null, rule: asRule(rule) }, params, pathOf(readings[0]))
    },
    pass: (gate) => passByPolicy(policy, gate),
  }
  return policy
}

function sorted(routes: PolicyOptions["routes"]): readonly PatternLine[] {
  const lines = Object.entries(routes).map(([pattern, rule]) => {
    if (isRule(rule)) return { pattern, rule: asRule(rule), parsed: parsePattern(pattern) }
    throw new ConfigurationError("INVALID_OPTION", `\`policy\`: "${pattern}" needs a rule, such as \`signedIn\`.`)
  })
  lines.sort((one, other) => bySpecificity(one.parsed, other.parsed))
  for (const [i, line] of lines.entries()) {
    const other = lines.slice(i + 1).find(({ parsed }) => areAlike(line.parsed, parsed))
    if (!other) continue
    const both = `"${line.pattern}" and "${other.pattern}"`
    throw new ConfigurationError("INVALID_OPTION", `\`policy\`: ${both} fit the same paths: keep one of them.`)
  }
  return lines
}

function defaultLine(given: PolicyOptions["default"]): Line {
  if (Object.hasOwn(defaults, given)) return { pattern: null, rule: defaults[given] }
  throw new ConfigurationError("INVALID_OPTION", '`policy`: `default` is "public", "signed-in" or "deny".')
}

/**
 * The lines of which all must let pass. Mostly one. A line for the method that is wider than the one for every method does not give
 * way to it: nobody could say which was meant. And a careless reading counts where a narrower line fits it.
 */
function deciding(lines: readonly PatternLine[], method: string, [plain, ...careless]: Readings): readonly Fit[] {
  const first = fitOf(lines, method, plain)
  const found = first ? [first] : []
  if (first?.line.parsed.method === null) {
    const ofMethod = lines.filter(({ parsed }) => parsed.method !== null)
    found.push(...[fitOf(ofMethod, method, plain) ?? []].flat())
  }
  for (const reading of careless) {
    const fit = fitOf(lines, method, reading)
    if (fit && (!first || bySpecificity(fit.line.parsed, first.line.parsed) < 0)) found.push(fit)
  }
  return found
}

function fitOf(lines: readonly PatternLine[], method: string, path: readonly string[]): Fit | null {
  for (const line of lines) {
    const params = fitsMethod(line.parsed, method) ? match(line.parsed, path) : null
    if (params) return { line, params, path }
  }
  return null
}

const strictness = { allow: 0, "sign-in-again": 1, "sign-in": 2, refuse: 3, undecided: 4 } as const

const pathOf = (parts: readonly string[]): string => `/${parts.join("/")}`

function memo<T>(ask: () => Awaitable<T>): () => Awaitable<T> {
  let asked: { readonly answer: Awaitable<T> } | undefined
  return () => {
    asked ??= { answer: ask() }
    return asked.answer
  }
}

const usualRoles = ({ user }: Session): string[] => [own(user, "role"), own(user, "roles")].flat() as string[]
