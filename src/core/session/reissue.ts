/** When a session in its cookie is issued again: at each read, or where the app sets `session.updateAge`, when that has passed. */
import type { JWT } from "../model.js"
import type { Config } from "../options/config.js"
import type { FoundToken } from "./session-cookie.js"

/** Milliseconds in which a page's other requests, sent with the same token, leave it to the first. */
const burst = 10_000

/** Tokens whose burst goes on; a bound, for a server with many visitors. */
const capacity = 10_000
const issuedAgain = new Map<string, number>()

/**
 * Looks at a token before `callbacks.jwt` may change it.
 *
 * @returns whether to issue it again, given what the callback made of it: because that differs, because it is due, or because it is
 *   one of Auth.js v5's, which ours replaces.
 */
export function watchForReissue(
  { reissueAfter, changesTokens }: Config,
  { salt }: FoundToken,
  opened: JWT,
  now: Date,
): (token: JWT) => boolean {
  if (reissueAfter === 0 || salt !== "") return () => true
  const { iat, jti } = opened
  const before = changesTokens && JSON.stringify(opened)
  return (token) => (changesTokens && JSON.stringify(token) !== before) || isDue(iat, jti, reissueAfter, now.getTime())
}

/** Says so once for a burst of requests. */
function isDue(iat: unknown, jti: unknown, reissueAfter: number, now: number): boolean {
  if (typeof iat !== "number" || typeof jti !== "string") return true
  if (now < (iat + reissueAfter) * 1000) return false
  const last = issuedAgain.get(jti) ?? 0
  if (now - last < burst) return false
  if (issuedAgain.size >= capacity) issuedAgain.clear()
  issuedAgain.set(jti, now)
  return true
}
