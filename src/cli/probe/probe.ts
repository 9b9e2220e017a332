/** Asks a running app what its policy has already answered, and notes where the two differ. */
import type { Policy } from "../../core/contracts/policy.js"
import { type Difference, differenceOf, type Expectation, expectationOf } from "./expect.js"
import type { Pages } from "./outcome.js"
import { performAll } from "./pace.js"
import {
  mayBeAsked,
  type Question,
  questionsAsWritten,
  questionsInSpellings,
  questionsWithHeaders,
  safeMethods,
  triesToPass,
  unsafeMethods,
} from "./plan.js"
import { ask, type Reply, sentBy } from "./reply.js"
import type { Visitor } from "./visitors.js"

export interface Probe {
  /** Where the app is; its path is the base path. */
  readonly url: URL
  readonly policy: Policy
  readonly routes: readonly string[]
  readonly visitors: readonly Visitor[]
  readonly pages: Pages
  /** Requests a second. */
  readonly rate: number
  /** Requests in all. */
  readonly most: number
  readonly allowsUnsafeMethods: boolean
  readonly onProgress: (asked: number, planned: number) => void
}

export interface Observation extends Expectation {
  readonly question: Question
  /** `null` when no answer came. */
  readonly reply: Reply | null
  readonly difference: Difference | null
}

export interface Findings {
  readonly observations: readonly Observation[]
  /** Questions that were left out: there were too many. */
  readonly left: number
}

/** The app stopped answering, or never did. */
export class Unreachable extends Error {
  override name: string = "Unreachable"
}

/** @throws {Unreachable} */
export async function probe(given: Probe): Promise<Findings> {
  const methods = [...safeMethods, ...(given.allowsUnsafeMethods ? unsafeMethods : [])]
  const asWritten = await askAll(given, questionsAsWritten(given.routes, given.visitors, methods), given.most)
  const moved = asWritten.observations.filter(({ reply }) => reply?.got === "same page")
  const withSlash = moved.map(({ question }) => ({ ...question, path: `${question.path}/` }))
  const again = await askAll(given, withSlash, given.most - asWritten.observations.length)
  const observed = [...asWritten.observations, ...again.observations]

  const kept = observed.filter(isKeptOut).map(({ question }) => question)
  const once = kept.filter(
    ({ route, visitor }, i) => i === kept.findIndex((one) => one.route === route && one.visitor === visitor),
  )
  const build = observed.find(({ reply }) => reply?.build)?.reply?.build ?? "build"
  const open = observed.find(isOpen)?.question.route
  const tricks = [...questionsWithHeaders(kept), ...questionsInSpellings(once, { build, open })]
  const tricked = await askAll(given, tricks, given.most - observed.length)
  const guarded = guardedBodies(observed)
  return {
    observations: [...observed, ...tricked.observations.map((one) => withBodyCompared(one, guarded))],
    left: asWritten.left + again.left + tricked.left,
  }
}

const isOpen = ({ question, expected }: Observation): boolean =>
  question.visitor.name === "nobody" && question.route !== "/" && expected === "allow"

/** Whoever is served at the address as it is written needs no trick. A preflight serves nothing. */
const isKeptOut = ({ question, expected, reply }: Observation): boolean =>
  triesToPass(question.visitor) &&
  question.method !== "OPTIONS" &&
  expected !== "allow" &&
  expected !== null &&
  reply?.got !== "served" &&
  reply?.got !== "same page"

async function askAll(given: Probe, questions: readonly Question[], most: number): Promise<Findings> {
  const judged = await Promise.all(
    questions.map(async (question) => ({
      question,
      ...(await expectationOf(given.policy, question.visitor, sentBy(question))),
    })),
  )
  const wanted = judged.filter(({ question, expected }) => mayBeAsked(question.method, expected))
  const now = wanted.slice(0, Math.max(0, most))
  const before = given.most - most
  const listen = listener()
  let asked = 0
  const observations = await performAll(now, given.rate, async (one) => {
    const { question, expected } = one
    const reply = await listen(ask(given.url, question, given.pages))
    given.onProgress(before + ++asked, before + now.length)
    const difference = differenceOf(expected, reply?.got ?? null, question.kind === "as written")
    return { ...one, reply, difference }
  })
  return { observations: withHeadExplained(observations), left: wanted.length - now.length }
}

/** Where a page is begun and sends on, only its body says so, and an answer to HEAD has none. */
function withHeadExplained(observations: readonly Observation[]): readonly Observation[] {
  const keyOf = ({ visitor, path, headers }: Question): string => JSON.stringify([visitor.name, path, headers])
  const sentOn = new Set(
    observations.filter(({ reply }) => reply?.got === "served, and sent on").map(({ question }) => keyOf(question)),
  )
  return observations.map((one) =>
    one.question.method === "HEAD" && sentOn.has(keyOf(one.question)) ? { ...one, difference: null } : one,
  )
}

/** Requests in a row without an answer, after which nobody is there any more. */
const patience = 50

/** Answers `null` for a request that gets no answer. @throws {Unreachable} after many in a row */
function listener(): (asking: Promise<Reply>) => Promise<Reply | null> {
  let silent = 0
  return async (asking) => {
    try {
      const reply = await asking
      silent = 0
      return reply
    } catch (error) {
      silent++
      if (silent < patience) return null
      throw new Unreachable(`The app has stopped answering: ${error instanceof Error ? error.message : error}.`)
    }
  }
}

const bodyAt = (route: string, { digest }: Reply): string | null => digest && `${route} ${digest}`

/** What some are shown at a route and the public is not shown anywhere. */
function guardedBodies(observations: readonly Observation[]): ReadonlySet<string | null> {
  const served = observations.filter(({ expected, reply }) => expected === "allow" && reply?.got === "served")
  const isPublic = ({ question }: Observation): boolean => question.visitor.name === "nobody"
  const open = new Set(served.filter(isPublic).map(({ reply }) => reply?.digest))
  const guarded = served.filter((one) => !isPublic(one) && !open.has(one.reply?.digest))
  return new Set(guarded.map(({ question, reply }) => reply && bodyAt(question.route, reply)))
}

/** The policy takes a spelling for another path, which is open, and the app serves the guarded one there. */
function withBodyCompared(one: Observation, guarded: ReadonlySet<string | null>): Observation {
  const { question, expected, reply } = one
  const key = reply?.got === "served" && expected === "allow" ? bodyAt(question.route, reply) : null
  return key !== null && guarded.has(key) ? { ...one, difference: "served elsewhere" } : one
}
