import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { RequestContext } from "../../core/contracts/request.js"
import { authorizationUrl } from "./authorization-request.js"
import { createChecks } from "./check-values.js"
import { clientAuthentication } from "./client-authentication.js"
import { findServer } from "./discovery.js"
import { redirectUri } from "./endpoint-client.js"
import { orFail } from "./failure.js"
import { idTokenAlgorithm } from "./id-token.js"

/**
 * Sends the visitor to the provider.
 *
 * @throws {ProtocolError} OAuthSignin
 */
export async function begin(context: RequestContext, provider: OAuthProvider): Promise<Outcome> {
  return orFail("OAuthSignin", `Sign-in with provider "${provider.id}" could not be started`, async () => {
    const { metadata } = await findServer(provider, context.now)
    clientAuthentication(provider, metadata)
    assertVerifiable(provider)
    const checks = await createChecks(context, provider)
    const to = redirectUri(provider, context.baseUrl)
    const url = await authorizationUrl(provider, metadata, to, context.request.query, checks)
    return redirect(url.href)
  })
}

/** An ID token that could not be checked at the callback is refused before anybody is sent away. */
function assertVerifiable(provider: OAuthProvider): void {
  const algorithm = idTokenAlgorithm(provider)
  if (provider.idToken && !/^(RS|PS|ES)(256|384|512)$|^EdDSA$|^Ed25519$/.test(algorithm)) {
    throw new TypeError(
      `ID tokens signed with ${algorithm} are not supported: register the client for RS256 and drop \`client.id_token_signed_response_alg\``,
    )
  }
}
