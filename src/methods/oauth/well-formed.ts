import { decodeBase64url } from "../../core/crypto/base64url.js"
import { unverifiedClaims } from "./issuer.js"

/**
 * Refuses a signed token that the protocol library would read past: spelled in another way than the one there is (padded, with
 * blanks, with surplus bits), so that one signature could be shown in many spellings; or with a time that is none.
 *
 * @throws {TypeError}
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-2
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-2 (NumericDate)
 */
export function assertWellFormed(token: string): void {
  const isCompact = token.split(".", 4).every((part) => decodeBase64url(part) !== null)
  if (!isCompact) throw new TypeError("The signed token is not base64url without padding")
  const { exp, nbf, iat } = unverifiedClaims(token)
  const areTimes = [exp, nbf, iat].every((time) => time === undefined || Number.isFinite(time))
  if (!areTimes) throw new TypeError('"exp", "nbf" or "iat" of the signed token is no number of seconds')
}
