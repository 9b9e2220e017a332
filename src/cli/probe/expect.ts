/** What the policy says of a request, and how an answer departs from it. */
import type { Policy } from "../../core/contracts/policy.js"
import type { Answer } from "./ask.js"
import type { Outcome } from "./outcome.js"
import type { Visitor } from "./visitors.js"

export type Expected = "allow" | "sign-in" | "refuse"

/** `null` where nobody can tell: a rule of the app's own did not answer here. */
export async function expectationOf(
  policy: Policy,
  { session, authTime }: Visitor,
  { method, path, headers }: { method: string; path: string; headers: Readonly<Record<string, string>> },
): Promise<Expected | null> {
  const decision = await policy.decide({
    method,
    pathname: pathnameOf(path),
    headers: new Headers(headers),
    session: () => session,
    authTime: () => authTime,
  })
  if (decision.kind === "undecided") return null
  return decision.kind === "sign-in-again" ? "sign-in" : decision.kind
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
  /** Nothing was served, but not as the policy would have it. */
  | "otherwise"

/** What is no way in, and still not what the policy says. Only asked of the path as it is written. */
const fitting: Readonly<Record<Expected, readonly Outcome[]>> = {
  allow: ["served", "served, and sent on", "absent", "same page", "another page", "broken"],
  "sign-in": ["sign-in", "absent", "same page", "served, and sent on"],
  refuse: ["refused", "absent", "same page", "served, and sent on"],
}

/** @param isAsWritten whether the path was in its own spelling, without headers of bypasses */
export function differenceOf(expected: Expected | null, got: Outcome, isAsWritten: boolean): Difference | null {
  if (expected === null) return null
  if (expected !== "allow" && got === "served") return "served"
  if (!isAsWritten || fitting[expected].includes(got)) return null
  return expected === "allow" ? "kept out" : "otherwise"
}

/** `explicitly`: the answer invites caches that serve many people; `silently`: it does not keep them off (RFC 9111 §4.2.2). */
export function cacheabilityOf({ headers }: Answer): "explicitly" | "silently" | null {
  const control = (headers["cache-control"] ?? "").toLowerCase()
  if (/\b(?:no-store|private)\b/.test(control)) return null
  return /\bpublic\b|\b(?:s-maxage|max-age)\s*=\s*"?0*[1-9]/.test(control) ? "explicitly" : "silently"
}
