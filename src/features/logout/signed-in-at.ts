/**
 * What a sign-out needs to know of the provider's session. It is in a sealed cookie that only `signout` is sent, so that no
 * other request carries the ID token.
 */
import type { FeatureContext } from "../../core/contracts/feature.js"

import type { CookieAttributes } from "../../core/contracts/request.js"
import { encode, openClaims } from "../../core/crypto/token.js"
import type { Account } from "../../core/model.js"

/** The session at the provider that a sign-out ends with. */
export interface SignedInAt {
  readonly providerAccountId: string
  readonly idToken: string | undefined
}

/** Longer ID tokens are left out: with name and attributes the cookie would be more than a browser keeps. */
const longestSealed = 3800

export async function writeSignedInAt(
  { jar, secure, baseUrl, secret, maxAge, now }: FeatureContext,
  { provider, providerAccountId, id_token }: Account,
): Promise<void> {
  const { name, options } = cookieOf(secure, baseUrl)
  const seal = (idToken: string | undefined): Promise<string> =>
    encode({ token: { provider, providerAccountId, idToken }, secret, salt: name, maxAge })
  const whole = await seal(id_token)
  const value = whole.length > longestSealed ? await seal(undefined) : whole
  jar.set(name, value, options, new Date(now.getTime() + maxAge * 1000))
}

/** What this provider's sign-in left; `null` when there is nothing to trust. */
export async function readSignedInAt(
  { jar, secure, baseUrl, secret }: FeatureContext,
  providerId: string,
): Promise<SignedInAt | null> {
  const { name } = cookieOf(secure, baseUrl)
  const sealed = jar.get(name)
  const claims = sealed ? await openClaims(sealed, secret, name) : ""
  if (typeof claims === "string" || claims.provider !== providerId) return null
  const { providerAccountId, idToken } = claims
  if (typeof providerAccountId !== "string") return null
  return { providerAccountId, idToken: typeof idToken === "string" ? idToken : undefined }
}

export function removeSignedInAt({ jar, secure, baseUrl }: FeatureContext): void {
  const { name, options } = cookieOf(secure, baseUrl)
  jar.remove(name, options)
}

function cookieOf(secure: boolean, baseUrl: string): { name: string; options: CookieAttributes } {
  const path = `${new URL(baseUrl).pathname}/signout`
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.provider-session`,
    options: { httpOnly: true, sameSite: "lax", path, secure },
  }
}
