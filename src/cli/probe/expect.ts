/** What the policy says of a request, and how an answer departs from it. */
import type { Policy } from "../../core/contracts/policy.js"
import type { Answer } from "./ask.js"
import type { Outcome } from "./outcome.js"
import type { Visitor } from "./visitors.js"

export type Expected = "allow" | "sign-in" | "refuse"

export interface Expectation {
  /** `null` where nobody can tell: a rule of the app's own did not answer here. */
  readonly expected: Expected | null
  /** That decided, in its own words. */
  readonly rule: string
}

export async function expectationOf(
  policy: Policy,
  { session, authTime }: Visitor,
  { method, path, headers }: { method: string; path: string; headers: Readonly<Record<string, string>> },
): Promise<Expectation> {
  const decision = await policy.decide({
    method,
    pathname: pathnameOf(path),
    headers: new Headers(headers),
    session: () => session,
    authTime: () => authTime,
  })
  const { kind, by } = decision
  const rule = by.rule.label
  if (kind === "undecided") return { expected: null, rule }
  return { expected: kind === "sign-in-again" ? "sign-in" : kind, rule }
}

/** Of a request target, which may be a whole address (RFC 9112 §3.2.2). */
const pathnameOf = (path: string): string => path.replace(/^https?:\/\/[^/]*/, "").replace(/[?#].*$/, "")

export type Difference =
  /** The policy lets nobody of that kind pass, and it came. */
  | "served"
  /** What the policy keeps came under an address that the policy takes for another, open one. */
  | "served elsewhere"
  /** The policy lets pass, and it did not come. */
  | "kept out"
  | "no answer"
  /** Nothing was served, but not as the policy would have it. */
  | "otherwise"

/** What is no way in, and still not what the policy says. Only asked of the path as it is written. */
const fitting: Readonly<Record<Expected, readonly Outcome[]>> = {
  allow: ["served", "served, and sent on", "absent", "same page", "another page", "broken"],
  "sign-in": ["sign-in", "absent", "same page", "served, and sent on"],
  refuse: ["refused", "absent", "same page", "served, and sent on"],
}

/**
 * @param got `null` when no answer came
 * @param isAsWritten whether the path was in its own spelling, without headers of bypasses
 */
export function differenceOf(expected: Expected | null, got: Outcome | null, isAsWritten: boolean): Difference | null {
  if (expected === null) return null
  if (expected !== "allow" && got === "served") return "served"
  if (!isAsWritten) return null
  if (got === null) return "no answer"
  if (fitting[expected].includes(got)) return null
  return expected === "allow" ? "kept out" : "otherwise"
}

/** `explicitly`: the answer invites caches that serve many people; `silently`: it does not keep them off (RFC 9111 §4.2.2). */
export function cacheabilityOf({ headers }: Answer): "explicitly" | "silently" | null {
  const control = (headers["cache-control"] ?? "").toLowerCase()
  if (/\b(?:no-store|private)\b/.test(control)) return null
  return /\bpublic\b|\b(?:s-maxage|max-age)\s*=\s*"?0*[1-9]/.test(control) ? "explicitly" : "silently"
}
