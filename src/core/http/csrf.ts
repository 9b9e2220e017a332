/**
 * Double-submit token against cross-site requests, in the form of next-auth v4 so that open tabs survive a migration:
 * the cookie holds `token|sha256(token + secret)`, the form repeats `token`.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
import type { RequestHeaders } from "../contracts/request.js"
import { equalInConstantTime } from "../crypto/compare.js"
import { sha256Hex } from "../crypto/digest.js"
import { randomHex } from "../crypto/random.js"
import type { Site } from "./site.js"

/** The token in a cookie we set, or `null` when the cookie is not ours. */
export async function readCsrfCookie(cookie: string | undefined, secret: string): Promise<string | null> {
  const match = /^([0-9a-f]{64})\|([0-9a-f]{64})$/.exec(cookie ?? "")
  const [, token, hash] = match ?? []
  if (!token || !hash) return null
  return equalInConstantTime(hash, await sha256Hex(token + secret)) ? token : null
}

/** A new token, and the cookie that vouches for it. */
export async function createCsrfToken(secret: string): Promise<{ token: string; cookie: string }> {
  const token = randomHex(32)
  return { token, cookie: `${token}|${await sha256Hex(token + secret)}` }
}

/** Whether a form carries the token of this browser's cookie. */
export function csrfTokenMatches(expected: string | null, submitted: unknown): boolean {
  return expected !== null && typeof submitted === "string" && equalInConstantTime(expected, submitted)
}

/**
 * Whether the browser itself says that another site sent the request: by Fetch Metadata, else by its Origin. A page of another site
 * chooses neither of them, nor the host that it is compared with. Only browsers without Fetch Metadata are believed an Origin of
 * `null`, which pages that tell no referrer have.
 */
export function isForeign(headers: RequestHeaders, { origin, secure }: Pick<Site, "origin" | "secure">): boolean {
  const site = headers.get("sec-fetch-site")
  if (site === "same-origin" || site === "none") return false
  const sender = headers.get("origin")
  if (site === "cross-site" || sender === "null") return site !== null
  if (!sender || sender === origin) return false
  const isHere = (name: string): boolean => sender.endsWith(`://${headers.get(name) ?? ""}`)
  return (secure && sender.startsWith("http:")) || !(isHere("host") || isHere("x-forwarded-host"))
}
