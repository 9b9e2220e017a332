/**
 * Whether a link is opened in the browser that asked for it, and by somebody: a sealed cookie tells, which a scanner of mails has
 * not. It is sent to the callback only.
 */
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { CookieAttributes } from "../../core/contracts/request.js"
import { equalInConstantTime } from "../../core/crypto/compare.js"
import { encode, openClaims } from "../../core/crypto/token.js"

export async function rememberRequest(context: FeatureContext, hash: string, maxAge: number): Promise<void> {
  const { name, options } = cookieOf(context)
  const sealed = await encode({ token: { hash }, secret: context.secret, salt: name, maxAge })
  context.jar.set(name, sealed, { ...options, expires: new Date(context.now.getTime() + maxAge * 1000) })
}

/** Browsers fetch links ahead, cookies and all, and say so. */
const isPrefetch = ({ headers }: FeatureContext["request"]): boolean =>
  /prefetch|prerender/i.test(`${headers.get("sec-purpose")} ${headers.get("purpose")} ${headers.get("x-moz")}`)

export async function isSameBrowser(context: FeatureContext, hash: string): Promise<boolean> {
  if (isPrefetch(context.request)) return false
  const { name } = cookieOf(context)
  const claims = await openClaims(context.jar.get(name) ?? "", context.secret, name)
  return typeof claims === "object" && typeof claims.hash === "string" && equalInConstantTime(claims.hash, hash)
}

function cookieOf({ secure, baseUrl }: FeatureContext): { name: string; options: CookieAttributes } {
  const path = `${new URL(baseUrl).pathname}/callback`
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.email-request`,
    options: { httpOnly: true, sameSite: "lax", path, secure },
  }
}
