import type { Identity, SignInMethod } from "../../core/contracts/method.js"
import type { Outcome } from "../../core/contracts/outcome.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { RequestContext } from "../../core/contracts/request.js"
import { begin } from "./begin.js"
import { complete } from "./complete.js"
import { readInvitation } from "./invitation.js"

/**
 * Sign-in through an OAuth 2.0 or OpenID Connect provider, by authorization code. No CSRF token at the callback, which
 * the provider calls: `state` takes its place.
 */
/** It needs no more of a request than any plug-in sees, asks for no permission first, and for no confirmation. */
export interface OAuthMethod extends SignInMethod<OAuthProvider> {
  begin(context: RequestContext, provider: OAuthProvider): Promise<Outcome>
  complete(context: RequestContext, provider: OAuthProvider): Promise<Identity | Outcome>
}

export const oauthMethod: OAuthMethod = {
  callbackMethods: ["GET", "POST"],
  csrfProtectedCallback: false,
  begin,
  readInvitation,
  complete,
}
