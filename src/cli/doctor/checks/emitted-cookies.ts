/** Cookies as the running app really sends them. */
import type { App } from "../app.js"
import { askAuth } from "../ask-auth.js"
import { type Finding, findingAt, nowhere, type Severity } from "../finding.js"

export async function emittedCookies({ url }: App): Promise<readonly Finding[]> {
  const answer = url && (await askAuth(url, "csrf"))
  return answer ? answer.headers.getSetCookie().flatMap((line) => faultsOfCookie(line, answer.url)) : []
}

/** @param line a value of `Set-Cookie`, as it was sent from the address */
export function faultsOfCookie(line: string, url: URL): readonly Finding[] {
  const [pair = "", ...rest] = line.split(";").map((one) => one.trim())
  const name = pair.split("=", 1)[0] ?? ""
  const attributes = new Map(rest.map((one) => one.toLowerCase().split("=", 2) as [string, string | undefined]))
  const sameSite = attributes.get("samesite")
  const isHttps = url.protocol === "https:"
  const faults: (readonly [boolean, string, Severity, string, string])[] = [
    [
      !attributes.has("httponly"),
      "emitted-cookie-readable",
      "error",
      "is sent without HttpOnly: scripts can read it, an attacker's too",
      "Take `httpOnly: false` out of the options, and see that no proxy rewrites Set-Cookie.",
    ],
    [
      sameSite !== "lax" && sameSite !== "strict",
      "emitted-cookie-same-site",
      "warning",
      "is sent along by other sites: it has no SameSite of Lax or Strict",
      'Write `sameSite: "lax"`, and see that no proxy rewrites Set-Cookie.',
    ],
    [
      isHttps && !attributes.has("secure"),
      "emitted-cookie-not-secure",
      "error",
      "is sent on https without Secure: over http, anybody on the way reads it",
      "Set NEXTAUTH_URL to the https address of the site.",
    ],
    [
      isHttps && !/^__(?:Host|Secure)-/.test(name),
      "emitted-cookie-prefix",
      "warning",
      "has no `__Host-` or `__Secure-` on https: another host of the domain can plant one",
      "Set NEXTAUTH_URL to the https address of the site, and leave the names of cookies to the library.",
    ],
    [
      attributes.get("path") !== "/",
      "emitted-cookie-path",
      "warning",
      "has a Path other than /: pages elsewhere do not get it",
      'Write `path: "/"`, or take it away.',
    ],
  ]
  return faults.flatMap(([isWrong, id, severity, reason, fix]) =>
    isWrong ? findingAt(nowhere, id, severity, `The cookie ${name} ${reason}.`, fix) : [],
  )
}
