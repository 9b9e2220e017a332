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

/** Whether the browser itself says that another site sent the request (Fetch Metadata). */
export const isCrossSite = (headers: RequestHeaders): boolean => headers.get("sec-fetch-site") === "cross-site"
