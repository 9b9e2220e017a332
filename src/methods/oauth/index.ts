import type { SignInMethod } from "../../core/contracts/method.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { begin } from "./begin.js"
import { complete } from "./complete.js"
import { readInvitation } from "./invitation.js"

/**
 * Sign-in through an OAuth 2.0 or OpenID Connect provider, by authorization code. No CSRF token at the callback, which
 * the provider calls: `state` takes its place.
 */
export const oauthMethod: SignInMethod<OAuthProvider> = {
  callbackMethods: ["GET", "POST"],
  csrfProtectedCallback: false,
  begin,
  readInvitation,
  complete,
}
