/** Cookies as the options say they shall be. */
import type { App } from "../app.js"
import { type Finding, findingAt } from "../finding.js"
import { beside, isOption, literal, type Property } from "../properties.js"

export const cookieOptions = ({ properties }: App): readonly Finding[] =>
  properties.flatMap((one) => faultOf(one) ?? [])

function faultOf(one: Property): Finding | null {
  const isOurCookie = one.within.includes("cookies") || one.within.at(-1) === "options"
  const value = literal(one)
  if (one.name === "useSecureCookies" && isOption(one) && value === false)
    return findingAt(
      one,
      "cookies-insecure",
      "error",
      "Cookies are sent over http too, where anybody on the way reads them.",
      "Take the line away: the site's address decides.",
    )
  if (!isOurCookie) return null
  if (one.name === "httpOnly" && value === false)
    return findingAt(
      one,
      "cookie-readable",
      "error",
      "Scripts can read this cookie, an attacker's too.",
      "Write `httpOnly: true`, and get what the page needs by `useSession`.",
    )
  if (one.name === "sameSite" && String(value).toLowerCase() === "none" && beside(one, "secure") !== true)
    return findingAt(
      one,
      "cookie-same-site",
      "error",
      'Browsers refuse `sameSite: "none"` without Secure, and with it every site can send the cookie along.',
      'Write `sameSite: "lax"`, or `secure: true` beside it.',
    )
  if (one.name === "secure" && value === false)
    return findingAt(
      one,
      "cookie-not-secure",
      "error",
      "This cookie is sent over http too.",
      "Take the line away: the site's address decides.",
    )
  return null
}
