import type { Outcome } from "../contracts/outcome.js"
import type { OutgoingAnswer } from "../contracts/request.js"

/** Nothing here may be stored: it depends on cookies, or sets them. */
const noStore = { "cache-control": "private, no-cache, no-store", pragma: "no-cache", expires: "0", vary: "Cookie" }

const asJson = { ...noStore, "content-type": "application/json; charset=utf-8" }
const asText = { ...noStore, "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" }
const asPage = {
  ...noStore,
  "content-type": "text/html; charset=utf-8",
  "referrer-policy": "strict-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
}

/** An outcome as it is sent. `wantsJson`: the caller sent `json: "true"` and follows redirects itself. */
export function respond(outcome: Outcome, cookies: readonly string[], wantsJson: boolean): OutgoingAnswer {
  switch (outcome.kind) {
    case "redirect":
      if (wantsJson) {
        const headers = { ...asJson, ...waiting(outcome) }
        return { ...answerJson({ url: outcome.location }, outcome.status, cookies), headers }
      }
      return { status: 302, headers: { ...noStore, location: inAscii(outcome.location) }, cookies, body: null }
    case "json":
      return answerJson(outcome.body, outcome.status, cookies)
    case "text":
      return { status: outcome.status, headers: asText, cookies, body: outcome.body }
    case "page": {
      const policy = { "content-security-policy": outcome.page.contentSecurityPolicy }
      const headers = { ...asPage, ...policy, ...waiting(outcome) }
      return { status: outcome.status ?? 200, headers, cookies, body: outcome.page.html }
    }
  }
}

/** A header holds ASCII without controls; what else stands in an address, such as `/größe`, is percent-encoded as UTF-8. */
const inAscii = (address: string): string =>
  address.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.replace(/\p{Cs}/u, "\ufffd")))

const waiting = ({ retryAfter }: { readonly retryAfter?: number }): Record<string, string> =>
  retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }

const answerJson = (body: unknown, status = 200, cookies: readonly string[]): OutgoingAnswer => ({
  status,
  headers: asJson,
  cookies,
  body: JSON.stringify(body),
})
