/** What the ways through a function say of it, where a stranger and a member have gone them. */
import { type Callable, nodesIn } from "./syntax.js"
import type { Exit, Place, Value } from "./walk/values.js"
import type { Noticed } from "./walk/visit.js"

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
  readonly at: Place | null
}

export interface Walked {
  readonly exits: readonly Exit[]
  readonly noticed: Noticed
}

export function verdict(stranger: Walked, member: Walked, opens: (exit: Exit) => boolean, subject: Value): Guard {
  const { noticed } = stranger
  const open = stranger.exits.filter(opens)
  const turnedAway = stranger.exits.filter((one) => !opens(one) && isBySession(one))
  const isJudged = member.exits.some((one) => !opens(one) && one.path.inJudged)
  const asks = member.exits.some(opens) && !isJudged ? "signed-in" : "more"
  const found = (kind: Guard["kind"], at: Place | null = null): Guard => ({
    kind,
    asks: kind === "guarded" ? asks : null,
    rules: [...noticed.rules],
    isOpen: noticed.open,
    signsIn: noticed.signsIn && open.every(({ path }) => path.wroteAt === null),
    at,
  })
  const goesOn = open.find(({ path }) => path.refusedAt !== null)
  if (goesOn) return found("goes-on", goesOn.path.refusedAt)
  const [notAwaited] = noticed.notAwaited
  if (notAwaited !== undefined && open.length > 0) return found("not-awaited", notAwaited)
  if (open.length === 0) {
    if (!member.exits.some(opens) && !member.exits.some(isBySession))
      return found(stranger.exits.some(isShown) || !stranger.exits.every(refusesAnyone) ? "none" : "inert")
    const late = turnedAway.find(({ path }) => path.wroteAt !== null)
    return late ? found("too-late", late.path.wroteAt) : found("guarded", turnedAway[0]?.at)
  }
  // What is asked of a function that cannot be looked into, such as `can(session, "read")`: it is taken at its word.
  const isJudgedAway = stranger.exits.some((one) => !opens(one) && one.path.inJudged)
  if (isJudgedAway && open.every(({ path }) => path.judged)) return { ...found("guarded"), asks: "more" }
  if (turnedAway.length > 0) return found("one-branch", [...noticed.guards][0] ?? turnedAway[0]?.at ?? null)
  const unused = subject.is === "function" ? noticed.reads.find((one) => !isUsed(subject.node, one)) : undefined
  return unused ? found("unused", unused.at) : found("none")
}

/** A sign-in page shows something to strangers, and sends members away. */
const isShown = ({ kind, value, path }: Exit): boolean =>
  kind === "return" &&
  value.is !== "answer" &&
  value.is !== "reply" &&
  !isNothing(value) &&
  !isRefusal(value) &&
  !path.caught

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
export function givesContent({ kind, value: given, path }: Exit): boolean {
  const value = arrived(given)
  if (path.caught) return false
  if (path.turned) return kind === "return" && path.readForStrangers && isGift(value, path)
  if (path.wroteAt !== null) return true // an action that redirects when it is done has been done
  if (kind === "throw" || value.is === "rejected" || isRefusal(value)) return false
  if (value.bySession && !isNothing(value)) return false
  if (path.membersLeft === "with content" && value.is === "markup") return false
  if (kind === "end" || isNothing(value)) return path.worked || path.answered === "content"
  if (value.is === "reply") return path.answered === "content"
  return true
}

/** What strangers are given who are not refused: less than members get, and still something. */
function isGift(value: Value, path: Exit["path"]): boolean {
  if (value.is === "reply") return path.answered === "content"
  if (value.is === "object")
    return !["redirect", "notFound", "error", "errors", "message"].some((name) => name in value.props)
  return (value.is === "answer" && !value.refuses) || value.is === "markup"
}

/** In front of a page everything passes that is not sent elsewhere. */
export function letsThrough({ kind, value: given, path }: Exit): boolean {
  const value = arrived(given)
  if (kind === "throw" || value.is === "rejected" || isRefusal(value)) return false
  return !(path.turned && (value.is === "unknown" || value.is === "markup"))
}

function isUsed(node: Callable, read: Noticed["reads"][number]): boolean {
  const own = new Set(nodesIn(read.node))
  for (const one of nodesIn(node.body))
    if (one.type === "Identifier" && read.names.includes(one.name) && !own.has(one)) return true
  return false
}

export const arrived = (value: Value): Value => (value.is === "promise" ? value.value : value)
