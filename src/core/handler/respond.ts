import type { Outcome } from "../contracts/outcome.js"

/** Nothing here may be stored: it depends on cookies, or sets them. */
const noStore = { "cache-control": "private, no-cache, no-store", pragma: "no-cache", expires: "0", vary: "Cookie" }

/** An outcome as a Response. `wantsJson`: the caller sent `json: "true"` and follows redirects itself. */
export function respond(outcome: Outcome, cookies: readonly string[], wantsJson: boolean): Response {
  const headers = new Headers(noStore)
  for (const cookie of cookies) headers.append("set-cookie", cookie)

  switch (outcome.kind) {
    case "redirect":
      if (wantsJson) return answerJson({ url: outcome.location }, outcome.status, headers)
      headers.set("location", inAscii(outcome.location))
      return new Response(null, { status: 302, headers })
    case "json":
      return answerJson(outcome.body, outcome.status, headers)
    case "text":
      headers.set("content-type", "text/plain; charset=utf-8")
      headers.set("x-content-type-options", "nosniff")
      return new Response(outcome.body, { status: outcome.status, headers })
    case "page":
      headers.set("content-type", "text/html; charset=utf-8")
      headers.set("content-security-policy", outcome.page.contentSecurityPolicy)
      headers.set("referrer-policy", "strict-origin")
      headers.set("x-content-type-options", "nosniff")
      headers.set("x-frame-options", "DENY")
      return new Response(outcome.page.html, { status: outcome.status ?? 200, headers })
  }
}

/** A header holds ASCII without controls; what else stands in an address, such as `/größe`, is percent-encoded as UTF-8. */
const inAscii = (address: string): string =>
  address.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.replace(/\p{Cs}/u, "\ufffd")))

function answerJson(body: unknown, status: number | undefined, headers: Headers): Response {
  headers.set("content-type", "application/json; charset=utf-8")
  return new Response(JSON.stringify(body), { status: status ?? 200, headers })
}
