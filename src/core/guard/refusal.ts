/** What a decision that lets nobody pass becomes at the edge: a page for whoever browses, a problem (RFC 9457) for whoever calls an API. */
import type { Decision, Places, Refusal, RefusedRequest } from "../contracts/policy.js"

type Refused = Exclude<Decision["kind"], "allow">

const titles: Readonly<Record<Refused, readonly [status: number, title: string]>> = {
  "sign-in": [401, "Sign in first"],
  "sign-in-again": [401, "Sign in again"],
  refuse: [403, "Not allowed"],
  undecided: [503, "Nobody can tell now"],
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3 and https://www.rfc-editor.org/rfc/rfc9470#section-3 */
const challenges: Partial<Record<Refused, string>> = {
  "sign-in": "Bearer",
  "sign-in-again": 'Bearer error="insufficient_user_authentication"',
}

/** It depends on who asks, so nobody may be given another's. */
const neverCached = { "cache-control": "private, no-store", vary: "Cookie, Authorization" }

/** It names no rule: a browser learns no more than it needs. */
export function refusalOf(kind: Refused, request: RefusedRequest, places: Places): Refusal {
  if (isNavigation(request)) {
    const status = request.method === "GET" || request.method === "HEAD" ? 307 : 303
    return { status, headers: { ...neverCached, location: locationOf(kind, request, places) }, body: null }
  }
  const [status, title] = titles[kind]
  const challenge = challenges[kind]
  return {
    status,
    headers: {
      ...neverCached,
      "content-type": "application/problem+json",
      ...(challenge ? { "www-authenticate": challenge } : {}),
    },
    body: JSON.stringify({ type: "about:blank", title, status }),
  }
}

/** Where a browser goes that may not pass: to sign in, with a way back, or to the page that says why not. */
export function locationOf(kind: Refused, { path }: Pick<RefusedRequest, "path">, places: Places): string {
  const isToSignIn = kind === "sign-in" || kind === "sign-in-again"
  const url = new URL(isToSignIn ? places.signIn : places.error)
  // `//host` would be another site for a sign-in page that follows it carelessly.
  if (isToSignIn && path !== null) url.searchParams.append("callbackUrl", path.replace(/^[/\\]+/, "/"))
  if (!isToSignIn) url.searchParams.append("error", kind === "undecided" ? "Configuration" : "AccessDenied")
  return url.href
}

/** A browser that opens a page says that it takes HTML; what asks for a page's data says nothing. What lies under `/api` is no page. */
function isNavigation({ path, headers, isCall }: RefusedRequest): boolean {
  if (/^\/+api(?:[/?]|$)/i.test(path ?? "")) return false
  const accept = headers.get("accept") ?? ""
  return accept.includes("text/html") || !(isCall || /\bjson\b/.test(accept))
}
