/** What the browser that asked for a mail keeps, sealed: which mail it was, and the digest of its code. A scanner of mails has it not. */
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import type { CookieAttributes, RequestHeaders } from "../../core/contracts/request.js"
import { encode, openClaims } from "../../core/crypto/token.js"
import type { SealedCode } from "./code.js"
import type { SentMail } from "./proof.js"

export interface AskedFor extends SentMail {
  readonly code?: SealedCode
}

export async function rememberHere(context: FeatureContext, provider: EmailProvider, asked: AskedFor): Promise<void> {
  const { name, options } = cookieOf(context)
  const { id, maxAge } = provider
  const sealed = await encode({ token: { asked, provider: id }, secret: context.secret, salt: name, maxAge })
  context.jar.set(name, sealed, options, new Date(context.now.getTime() + maxAge * 1000))
}

/** `null` when this browser has asked for nothing that is still open. */
export async function askedHere(context: FeatureContext, { id }: EmailProvider): Promise<AskedFor | null> {
  const { name } = cookieOf(context)
  const sealed = context.jar.get(name)
  if (!sealed) return null
  const claims = await openClaims(sealed, context.secret, name)
  return typeof claims === "string" || claims.provider !== id ? null : (claims.asked as AskedFor) // as we wrote it
}

export function forgetHere(context: FeatureContext): void {
  const { name, options } = cookieOf(context)
  context.jar.remove(name, options)
}

/** Sent to our endpoints only. */
function cookieOf({ secure, baseUrl }: FeatureContext): { name: string; options: CookieAttributes } {
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.email-request`,
    options: { httpOnly: true, sameSite: "lax", path: new URL(baseUrl).pathname, secure },
  }
}

/** Whether a person has this page in front of them, as far as the browser says: it is fetched neither ahead nor as a part of another. */
export function isOpenedByPerson(headers: RequestHeaders): boolean {
  const early = ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) => headers.get(name) !== null)
  const [target, mode] = [headers.get("sec-fetch-dest"), headers.get("sec-fetch-mode")]
  return !early && (target === null || target === "document") && (mode === null || mode === "navigate")
}
