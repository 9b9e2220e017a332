/**
 * What a function does with a visitor. It is walked through twice, as somebody who is not signed in and as somebody of whom only that
 * is known: where the first gets to, says whether it guards; where the second gets to, what it asks for.
 */
import type { Project } from "./project.js"
import { type Callable, nodesIn } from "./syntax.js"
import { runBody } from "./walk/call.js"
import { type Exit, start, unknown, type Value } from "./walk/values.js"
import { type Frame, type Noticed, noticeNothing, type Visit } from "./walk/visit.js"
import { walker } from "./walk/walker.js"

export interface Guard {
  /**
   * `guarded`: before anything else. `one-branch`, `goes-on`, `too-late`, `not-awaited`, `unused`: as the finding says. `none`:
   * everybody gets through. `inert`: nobody gets anything, whoever they are.
   */
  readonly kind: "guarded" | "one-branch" | "goes-on" | "too-late" | "not-awaited" | "unused" | "none" | "inert"
  readonly asks: "signed-in" | "more" | null
  /** Rules as they are written. */
  readonly rules: readonly string[]
  /** It says itself that everybody may pass. */
  readonly isOpen: boolean
  readonly signsIn: boolean
  /** Where the problem is. */
  readonly line: number | null
}

export interface Request {
  readonly method: string
  readonly pathname: string | null
}

export type RuleFor = Visit["ruleFor"]

/** @param isProxy where nothing returned lets the visitor through */
export function inspect(
  project: Project,
  subject: Value,
  args: readonly Value[],
  request: Request,
  ruleFor: RuleFor,
  isProxy = false,
): Guard {
  const stranger = walkAs("stranger", project, subject, args, request, ruleFor)
  const member = walkAs("member", project, subject, args, request, ruleFor)
  const opens = (exit: Exit): boolean => (isProxy ? letsThrough(exit) : givesContent(exit))
  return verdict(stranger, member, opens, subject)
}

interface Walked {
  readonly exits: readonly Exit[]
  readonly noticed: Noticed
}

function walkAs(
  visitor: Visit["visitor"],
  project: Project,
  subject: Value,
  args: readonly Value[],
  request: Request,
  ruleFor: RuleFor,
): Walked {
  const noticed = noticeNothing()
  const visit: Visit = { walker, project, visitor, ...request, ruleFor, noticed }
  const exits: Exit[] = []
  if (subject.is === "function") {
    runBody({ visit, module: subject.module, exits, depth: 0, node: null }, subject, args, start)
    return { exits, noticed }
  }
  const frame: Frame = { visit, module: nowhere(project), exits, depth: -1, node: null }
  const node = { type: "Identifier", name: "exported" } as never
  for (const { value, path } of walker.apply(frame, subject, args, node, start))
    exits.push(value.is === "rejected" ? value.exit : { kind: "return", line: 1, value: arrived(value), path })
  return { exits, noticed }
}

const arrived = (value: Value): Value => (value.is === "promise" ? value.value : value)

/** What is called from outside of any module. */
const nowhere = ({ root }: Project): Frame["module"] => ({
  file: root,
  text: "",
  body: [],
  directives: [],
  imports: new Map(),
  declared: new Map(),
  exports: new Map(),
  stars: [],
})

/** Parses a module's export in its own terms. */
export function frameFor(project: Project, module: Frame["module"], ruleFor: RuleFor): Frame {
  const visit: Visit = {
    walker,
    project,
    visitor: "stranger",
    method: "GET",
    pathname: null,
    ruleFor,
    noticed: noticeNothing(),
  }
  return { visit, module, exits: [], depth: 0, node: null }
}

function verdict(stranger: Walked, member: Walked, opens: (exit: Exit) => boolean, subject: Value): Guard {
  const { noticed } = stranger
  const open = stranger.exits.filter(opens)
  const turnedAway = stranger.exits.filter((one) => !opens(one) && isBySession(one))
  const isJudged = member.exits.some((one) => !opens(one) && one.path.inJudged)
  const asks = member.exits.some(opens) && !isJudged ? "signed-in" : "more"
  const found = (kind: Guard["kind"], line: number | null = null): Guard => ({
    kind,
    asks: kind === "guarded" ? asks : null,
    rules: [...noticed.rules],
    isOpen: noticed.open,
    signsIn: noticed.signsIn,
    line,
  })
  const goesOn = open.find(({ path }) => path.refusedAt !== null)
  if (goesOn) return found("goes-on", goesOn.path.refusedAt)
  const [notAwaited] = noticed.notAwaited
  if (notAwaited !== undefined && open.length > 0) return found("not-awaited", notAwaited)
  if (open.length === 0) {
    if (turnedAway.length === 0 && !member.exits.some(opens))
      return found(stranger.exits.every(refusesAnyone) ? "inert" : "none")
    if (isReverse(stranger, member, opens)) return found("none")
    const late = turnedAway.find(({ path }) => path.wroteAt !== null)
    return late ? found("too-late", late.path.wroteAt) : found("guarded", turnedAway[0]?.line)
  }
  // What is asked of a function that cannot be looked into, such as `can(session, "read")`: it is taken at its word.
  const isJudgedAway = stranger.exits.some((one) => !opens(one) && one.path.inJudged)
  if (isJudgedAway && open.every(({ path }) => path.judged)) return { ...found("guarded"), asks: "more" }
  if (turnedAway.length > 0) return found("one-branch", [...noticed.guards][0] ?? turnedAway[0]?.line ?? null)
  const unused = subject.is === "function" ? noticed.reads.find((one) => !isUsed(subject.node, one)) : undefined
  return unused ? found("unused", unused.line) : found("none")
}

/** A sign-in page: members are sent away, strangers see it. */
function isReverse(stranger: Walked, member: Walked, opens: (exit: Exit) => boolean): boolean {
  const isShown = stranger.exits.some(
    ({ kind, value }) => kind === "return" && value.is !== "answer" && !isNothing(value) && !isRefusal(value),
  )
  return isShown && !member.exits.some(opens) && !member.exits.some(({ path }) => path.turned)
}

/** Whether it ends so because nobody is signed in. */
function isBySession({ value, path, kind }: Exit): boolean {
  if (path.turned || value.bySession || path.membersLeft === "with content" || path.refusedAt !== null) return true
  return path.tested && kind !== "throw" && isNothing(value) && !path.worked
}

const isNothing = (value: Value): boolean => value.is === "plain" && (value.value === undefined || value.value === null)

/** A response that says no; `redirect` and `notFound` of `getServerSideProps`. */
function isRefusal(value: Value): boolean {
  if (value.is === "answer") return value.refuses
  return value.is === "object" && (Object.hasOwn(value.props, "redirect") || Object.hasOwn(value.props, "notFound"))
}

/** Whether it says no, whoever asks. */
const refusesAnyone = ({ kind, value, path }: Exit): boolean =>
  kind === "throw" || isRefusal(value) || path.answered === "refusal"

/** Whether a visitor who leaves here was given, or has done, something. */
function givesContent({ kind, value: given, path }: Exit): boolean {
  const value = arrived(given)
  if (path.caught || path.turned) return false
  if (path.wroteAt !== null) return true // an action that redirects when it is done has been done
  if (kind === "throw" || value.is === "rejected" || isRefusal(value)) return false
  if (value.bySession && !isNothing(value)) return false
  if (path.membersLeft === "with content" && value.is === "markup") return false
  if (kind === "end" || isNothing(value)) return path.worked || path.answered === "content"
  if (value.is === "reply") return path.answered === "content"
  return true
}

/** In front of a page everything passes that is not sent elsewhere. */
function letsThrough({ kind, value: given, path }: Exit): boolean {
  const value = arrived(given)
  if (kind === "throw" || value.is === "rejected" || isRefusal(value)) return false
  return !(path.turned && value.is === "unknown")
}

function isUsed(node: Callable, read: Noticed["reads"][number]): boolean {
  const own = new Set(nodesIn(read.node))
  for (const one of nodesIn(node.body))
    if (one.type === "Identifier" && read.names.includes(one.name) && !own.has(one)) return true
  return false
}

/** `(request, response)` of the Pages Router's API routes, `request` of everything else. */
export const requestValue = ({ method, pathname }: Request): Value => {
  const path: Value = pathname === null ? unknown : { is: "plain", value: pathname }
  const nextUrl: Value = {
    is: "object",
    props: { pathname: path, basePath: { is: "plain", value: "" } },
    rest: unknown,
  }
  return { is: "object", role: "request", props: { method: { is: "plain", value: method }, nextUrl }, rest: unknown }
}
