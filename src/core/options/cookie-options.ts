import type { CookieAttributes } from "../contracts/request.js"
import { definedOnly } from "./defined-only.js"
import type { CookieOption, CookiesOptions } from "./options.js"

/** Seconds a visitor may take at the provider before the checks expire. */
export const checkMaxAge = 900

/** Name of the session cookie of next-auth v4. */
export const sessionCookieName = (secure: boolean): string =>
  secure ? "__Secure-next-auth.session-token" : "next-auth.session-token"

/** Name of the session cookie of Auth.js v5, which is read so that migrating signs nobody out. */
export const authjsSessionCookieName = (secure: boolean): string =>
  secure ? "__Secure-authjs.session-token" : "authjs.session-token"

/** The documented cookies, with the developer's entries in place of ours. */
export function resolveCookies(own: Partial<CookiesOptions> | undefined, secure: boolean): Readonly<CookiesOptions> {
  const prefix = secure ? "__Secure-" : ""
  const options: CookieAttributes = Object.freeze({ httpOnly: true, sameSite: "lax", path: "/", secure })
  const check: CookieAttributes = Object.freeze({ ...options, maxAge: checkMaxAge })
  const cookie = (name: string, attributes = options): CookieOption => ({ name, options: attributes })
  return Object.freeze({
    sessionToken: cookie(sessionCookieName(secure)),
    callbackUrl: cookie(`${prefix}next-auth.callback-url`),
    // __Host- instead: no other host of the domain can plant one (RFC 6265bis §4.1.3.2).
    csrfToken: cookie(`${secure ? "__Host-" : ""}next-auth.csrf-token`),
    pkceCodeVerifier: cookie(`${prefix}next-auth.pkce.code_verifier`, check),
    state: cookie(`${prefix}next-auth.state`, check),
    nonce: cookie(`${prefix}next-auth.nonce`, check),
    ...definedOnly(own),
  })
}
