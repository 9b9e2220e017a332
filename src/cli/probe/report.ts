/** What differs, and what to know beside it: for a person and for a program. */
import { bold, dim, green, red, yellow } from "../terminal.js"
import type { Question } from "./plan.js"
import type { Findings, Observation } from "./probe.js"

export interface Row {
  readonly visitor: string
  readonly methods: readonly string[]
  /** As it was sent. */
  readonly path: string
  /** Beside the visitor's own; none of them secret. */
  readonly headers: Readonly<Record<string, string>>
  readonly expected: string
  /** Of the policy, in its own words. */
  readonly rule: string
  readonly got: string
  readonly why: string
}

export interface Report {
  readonly url: string
  readonly asked: number
  /** Questions for which `--most` left no room. */
  readonly left: number
  readonly differences: readonly Row[]
  readonly notices: readonly string[]
}

export function reportOf(url: URL, { observations, left }: Findings, beside: readonly string[]): Report {
  const rows = [...observations.filter(isNews(observations)).map(differing), ...cachedByAll(observations)]
  return {
    url: url.href,
    asked: observations.length,
    left,
    differences: merged(rows),
    notices: [...beside, ...noticesOf(observations, left)],
  }
}

/** What is served to everybody is told once, and what is told of nobody not again of every forged token. */
function isNews(observations: readonly Observation[]) {
  const key = ({ method, route }: Question, got: unknown): string => `${method} ${route} ${got}`
  const ofNobody = new Set(
    observations
      .filter(({ question, difference }) => difference && question.visitor.name === "nobody" && isAsWritten(question))
      .map(({ question, reply }) => key(question, reply?.got)),
  )
  return ({ question, reply, difference }: Observation): boolean => {
    if (difference === null) return false
    const isKnown = isAsWritten(question) && ofNobody.has(key(question, reply?.got))
    if (question.visitor.name === "nobody" || !isKnown) return true
    return question.visitor.session !== null && difference !== "served"
  }
}

const isAsWritten = ({ kind }: Question): boolean => kind === "as written"

const rowOf = ({ question, expected, rule, reply }: Observation, why: string): Row => ({
  visitor: question.visitor.name,
  methods: [question.method],
  path: question.path,
  headers: question.headers,
  expected: expected ?? "unknown",
  rule,
  got: reply ? `${reply.status} ${reply.got}` : "no answer",
  why,
})

function differing(one: Observation): Row {
  const { question, difference } = one
  const whys = {
    served: reasonOf(question),
    "served elsewhere": `the policy takes this spelling for an open path, and the app serves ${question.route} there`,
    "kept out": "the policy lets them pass, so something else keeps them out: people will miss what is theirs",
    "no answer": "nobody can tell what it would have been",
    otherwise: "nothing was served, but something else than the policy answers here, and may let others pass",
  }
  return rowOf(one, whys[difference ?? "otherwise"])
}

function reasonOf({ kind, visitor, route }: Question): string {
  if (kind === "header") return "a header that anybody can send switches the guard off"
  if (kind === "spelling") return `the app reads this spelling as ${route}, and its guard does not`
  return visitor.why
}

/** What is kept for some, and an answer that says that caches may give it to all. */
function cachedByAll(observations: readonly Observation[]): readonly Row[] {
  return protectedAnswers(observations)
    .filter(({ reply }) => reply?.cacheable === "explicitly")
    .map((one) => ({
      ...rowOf(one, "a cache in front of the app may give this answer to anybody"),
      got: `${one.reply?.status} with a Cache-Control for everybody`,
    }))
}

const protectedAnswers = (observations: readonly Observation[]): readonly Observation[] => {
  const open = new Set(
    observations
      .filter(({ question, expected }) => question.visitor.name === "nobody" && expected === "allow")
      .map(({ question }) => `${question.method} ${question.route}`),
  )
  return observations.filter(
    ({ question, expected, reply }) =>
      isAsWritten(question) &&
      question.method === "GET" &&
      expected === "allow" &&
      reply?.got === "served" &&
      !open.has(`${question.method} ${question.route}`),
  )
}

/** One row for what differs in its method alone. */
function merged(rows: readonly Row[]): readonly Row[] {
  const found = new Map<string, Row>()
  for (const row of rows) {
    const key = JSON.stringify({ ...row, methods: null })
    found.set(key, { ...row, methods: [...new Set([...(found.get(key)?.methods ?? []), ...row.methods])] })
  }
  return [...found.values()]
}

function noticesOf(observations: readonly Observation[], left: number): readonly string[] {
  const routesWhere = (is: (one: Observation) => boolean): string =>
    [...new Set(observations.filter(is).map(({ question }) => question.route))].join(", ")
  const silent = new Set(protectedAnswers(observations).filter(({ reply }) => reply?.cacheable === "silently"))
  const told: readonly (readonly [boolean | string, string])[] = [
    [left > 0, `${left} questions or more were left out: raise --most to ask them.`],
    [
      routesWhere(({ expected }) => expected === null),
      "A rule of the policy could not be judged here, so nothing was compared at",
    ],
    [
      routesWhere(({ expected, reply }) => reply?.got === "served, and sent on" && expected !== "allow"),
      "A page was begun that sends the browser on: look whether the page itself asks, and no layout, at",
    ],
    [
      routesWhere((one) => silent.has(one)),
      "What only some may see comes without `Cache-Control: private` or `no-store`, so a cache may keep it, at",
    ],
    [
      routesWhere(({ reply }) => reply?.got === "too many requests"),
      "The app answered that it was asked too often (429), so nothing is known of that: lower --rate. It was so at",
    ],
    [routesWhere(({ reply }) => reply === null), "Some requests had no answer at"],
    [
      routesWhere(isWithoutPassers(observations)),
      "No visitor may go there, so nobody was seen to pass: give them what the rule asks for (--claim), and show it in `callbacks.session`, for",
    ],
  ]
  return told.flatMap(([where, text]) => (where === true ? text : where ? `${text} ${where}.` : []))
}

/** Where a rule might let somebody pass, and nobody who was asked as fulfils it. */
function isWithoutPassers(observations: readonly Observation[]) {
  const passed = observations.filter(({ expected }) => expected !== "sign-in" && expected !== "refuse")
  const routes = new Set(passed.map(({ question }) => question.route))
  return ({ question, rule }: Observation): boolean =>
    isAsWritten(question) && question.method === "GET" && rule !== "nobody" && !routes.has(question.route)
}

export function textOf({ url, asked, left, differences, notices }: Report): string {
  const mark = differences.length > 0 ? red("✗") : green("✓")
  const all = left > 0 ? "" : ", which is all there was to ask"
  const verdict =
    differences.length === 0
      ? `${left > 0 ? "What was asked" : "Everything"} answered as the policy says`
      : count(differences.length)
  return [
    ...differences.flatMap((row) => [
      `${red("✗")} ${bold(`${row.methods.join(" ")} ${row.path}`)}  as ${row.visitor}${headersOf(row)}`,
      `  expected ${row.expected} by ${row.rule}, got ${row.got}: ${row.why}.`,
    ]),
    ...notices.map((one) => `${yellow("!")} ${one}`),
    `${mark} ${verdict}. ${asked} requests to ${url}${all}.`,
  ].join("\n")
}

const count = (differences: number): string =>
  `${differences} ${differences === 1 ? "answer differs" : "answers differ"} from the policy`

const headersOf = ({ headers }: Row): string =>
  Object.entries(headers)
    .map(([name, value]) => dim(`  ${name}: ${value}`))
    .join("")
