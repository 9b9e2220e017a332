import type { Invitation } from "../../core/contracts/method.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { ProtocolError } from "../../core/errors.js"
import { isExpectedIssuer } from "./issuer.js"

/**
 * Reads the link by which a provider's portal sends somebody here to sign in.
 *
 * @throws {ProtocolError} OAuthSignin, when it names another issuer than the provider's
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ThirdPartyInitiatedLogin
 */
export function readInvitation(provider: OAuthProvider, query: Readonly<Record<string, string>>): Invitation {
  const { iss = "", target_link_uri: target, login_hint } = query
  if (!isExpectedIssuer(provider, iss)) {
    throw new ProtocolError(
      "OAuthSignin",
      `A link to sign in with provider "${provider.id}" names another issuer in \`iss\`.`,
    )
  }
  return { target, hints: login_hint === undefined ? {} : { login_hint } }
}
