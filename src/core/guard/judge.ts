/** May this visitor pass a page or a handler? The second layer, which asks the session itself. */
import type { LoggerInstance } from "../contracts/logger.js"
import type { AnyRule, Decision, Policy } from "../contracts/policy.js"
import type { Awaitable, Session } from "../model.js"
import { asError } from "../options/thrown.js"
import { definePolicy } from "./policy.js"

/** What `createAuth` returns, as far as a guard needs it. */
export interface Authority {
  session(
    headers: Pick<Headers, "get">,
  ): Promise<{ readonly session: Session | null; readonly cookies: readonly string[] }>
  authTime(headers: Pick<Headers, "get">): Awaitable<number | null>
  readonly policy: Policy | null
}

export interface Visit {
  readonly method: string
  /** Without the path that the app is mounted at. */
  readonly pathname: string
  /** What to come back to, with its query; `null` where nobody knows. */
  readonly path: string | null
  readonly headers: Pick<Headers, "get">
  readonly isCall?: boolean
}

export interface KnownVisitor {
  readonly session: Session | null
}

/** `passed` is the visitor with what the rule proved. */
export type Judgement =
  | { readonly kind: "allow"; readonly passed: KnownVisitor; readonly cookies: readonly string[] }
  | { readonly kind: Exclude<Decision["kind"], "allow">; readonly cause?: unknown }

const noPolicy = definePolicy({ default: "signed-in", routes: {} })

/** @param rule in place of the policy. Without one somebody must be signed in, also where the policy lets everybody pass. */
export async function judge(
  authority: Authority,
  log: LoggerInstance,
  visit: Visit,
  rule: AnyRule | undefined,
): Promise<Judgement> {
  const judgement = await tryToJudge(authority, visit, rule).catch((cause) => ({ kind: "undecided", cause }) as const)
  if (judgement.kind === "undecided") log.error("SESSION_ERROR", asError(judgement.cause))
  return judgement
}

async function tryToJudge(authority: Authority, visit: Visit, rule: AnyRule | undefined): Promise<Judgement> {
  const { session, cookies } = await authority.session(visit.headers)
  const question = { ...visit, session: () => session, authTime: () => authority.authTime(visit.headers) }
  const policy = authority.policy ?? noPolicy
  const decision = await (rule ? policy.decideBy(rule, question) : policy.decide(question))
  if (decision.kind !== "allow") return decision
  if (!rule && !session?.user) return { kind: "sign-in" }
  return { kind: "allow", passed: { session, ...decision.proof }, cookies }
}
