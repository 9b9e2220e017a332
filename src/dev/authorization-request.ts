/** Authorization requests, made for a provider that may understand more than this one. */

const understood = [
  "client_id",
  "redirect_uri",
  "state",
  "code_challenge",
  "code_challenge_method",
  "login_hint",
  "max_age",
]

/**
 * What of a request matters here. Somebody is always asked who they are, unless the app insists that nobody is; the address
 * comes with whatever scope the provider has for it (`user:email`).
 */
export function understoodRequest(query: URLSearchParams, host: string): URLSearchParams {
  const scopes = scopesIn(query)
  const asksForIdToken = scopes.includes("openid")
  const kept = new URLSearchParams(
    understood.flatMap((name) => {
      const value = query.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
  if (asksForIdToken && scopes.some((scope) => /e-?mail/i.test(scope))) scopes.push("email")
  const nonce = query.get("nonce")
  if (asksForIdToken && nonce !== null) kept.set("nonce", nonce)
  kept.set("response_type", "code") // some have a name of their own for it
  if (query.get("response_mode") === "form_post" && bringsCookies(query.get("redirect_uri") ?? "", host))
    kept.set("response_mode", "form_post")
  kept.set("scope", [...new Set(scopes)].join(" ") || "identity") // a grant of nothing is a refusal
  kept.set("prompt", query.get("prompt") === "none" ? "none" : "login")
  return kept
}

/** Whether a browser sends an app's cookies with a form that is posted to it from here: over http only within a site. */
const bringsCookies = (app: string, host: string): boolean =>
  URL.canParse(app) &&
  (new URL(app).protocol === "https:" || new URL(app).hostname === new URL(`http://${host}`).hostname)

/** Some write commas between them. */
export const scopesIn = (query: URLSearchParams): string[] =>
  (query.get("scope") ?? "").split(/[ ,]+/).filter((scope) => scope !== "" && scope.length <= 200)
