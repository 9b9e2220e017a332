/**
 * Sealed cookies that tie a provider's answer to the browser that asked. The key is derived from the cookie's own name, so
 * none can stand in for another or for a session token; the provider's id is inside, so none serves at another provider.
 *
 * Always sealed by our own codec: a custom `jwt.decode` that ignores its salt would mix up purposes.
 */
import type { CheckCookies, CheckName, CookieAttributes, CookieJar } from "../contracts/request.js"
import { encode, openClaims } from "../crypto/token.js"
import type { JWT } from "../model.js"

type CheckCookieOptions = Readonly<Record<CheckName, { name: string; options: CookieAttributes }>>

/** Seconds a check lives where the cookie's options do not say. */
const defaultMaxAge = 900

export function createCheckCookies(jar: CookieJar, cookies: CheckCookieOptions, secret: string): CheckCookies {
  const read = async (check: CheckName, providerId: string): Promise<JWT | null> => {
    const { name } = cookies[check]
    const sealed = jar.get(name)
    const claims = sealed ? await openClaims(sealed, secret, name) : ""
    if (typeof claims === "string" || claims.provider !== providerId || claims.exp === undefined) return null
    return claims
  }

  return {
    async create(check, provider, value, scope) {
      const { name, options } = cookies[check]
      const maxAge = options.maxAge ?? defaultMaxAge
      const sealed = await encode({ token: { value, provider: provider.id, scope }, secret, salt: name, maxAge })
      const expires = new Date(Date.now() + maxAge * 1000)
      // A cross-site POST carries no Lax cookie; None is only accepted together with Secure.
      const crossSite = provider.responseMode === "form_post" && options.secure ? { sameSite: "none" as const } : {}
      jar.set(name, sealed, { ...options, ...crossSite }, expires)
    },

    async open(check, providerId) {
      const claims = await read(check, providerId)
      return typeof claims?.value === "string" ? claims.value : null
    },

    async scopeOf(check, providerId) {
      const claims = await read(check, providerId)
      return typeof claims?.scope === "string" ? claims.scope : undefined
    },

    remove(check) {
      const { name, options } = cookies[check]
      jar.remove(name, options)
    },
  }
}
