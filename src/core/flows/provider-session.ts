/**
 * What a sign-out needs to know of the provider's session. It is in a sealed cookie that only `signout` is sent, so that no
 * other request carries the ID token.
 */
import type { Identity } from "../contracts/method.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import type { CookieAttributes } from "../contracts/request.js"
import { encode, openClaims } from "../crypto/token.js"
import type { FlowContext } from "./context.js"

/** The session at the provider that a sign-out ends with. */
export interface SignedInAt {
  readonly provider: string
  readonly providerAccountId: string
  readonly idToken: string | undefined
}

/** Longer ID tokens are left out: with name and attributes the cookie would be more than a browser keeps. */
const longestSealed = 3800

/** Leaves the cookie where signing out will go on at the provider, and takes away one from before. */
export async function keepProviderSession(context: FlowContext, { account }: Identity): Promise<void> {
  const { config, jar, provider, now } = context
  if (![...config.providers.values()].some(reachesFurther)) return
  const { name, options } = cookieOf(context)
  if (!provider || !reachesFurther(provider)) return jar.remove(name, options)

  const seal = (idToken: string | undefined): Promise<string> =>
    encode({
      token: { provider: account.provider, providerAccountId: account.providerAccountId, idToken },
      secret: config.secret,
      salt: name,
      maxAge: config.session.maxAge,
    })
  const whole = await seal(account.id_token)
  const value = whole.length > longestSealed ? await seal(undefined) : whole
  jar.set(name, value, { ...options, expires: new Date(now.getTime() + config.session.maxAge * 1000) })
}

const reachesFurther = (provider: ResolvedProvider): boolean =>
  "logout" in provider && Boolean(provider.logout.rpInitiated || provider.logout.revokeTokens)

/** Reads the cookie and takes it away. `null` when there is none to trust. */
export async function takeProviderSession(context: FlowContext): Promise<SignedInAt | null> {
  const { config, jar } = context
  const { name, options } = cookieOf(context)
  const sealed = jar.get(name)
  if (!sealed) return null
  jar.remove(name, options)
  const claims = await openClaims(sealed, config.secret, name)
  if (typeof claims === "string") return null
  const { provider, providerAccountId, idToken } = claims
  if (typeof provider !== "string" || typeof providerAccountId !== "string") return null
  return { provider, providerAccountId, idToken: typeof idToken === "string" ? idToken : undefined }
}

function cookieOf({ secure, baseUrl }: FlowContext): { name: string; options: CookieAttributes } {
  const path = `${new URL(baseUrl).pathname}/signout`
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.provider-session`,
    options: { httpOnly: true, sameSite: "lax", path, secure },
  }
}
