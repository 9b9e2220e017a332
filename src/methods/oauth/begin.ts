import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { RequestContext } from "../../core/contracts/request.js"
import { authorizationUrl } from "./authorization-request.js"
import { createChecks } from "./check-values.js"
import { clientAuthentication } from "./client-authentication.js"
import { findServer } from "./discovery.js"
import { redirectUri } from "./endpoint-client.js"
import { orFail } from "./failure.js"
import { assertVerifiable } from "./id-token-algorithm.js"
import { usesPkce } from "./pkce.js"

/**
 * Sends the visitor to the provider.
 *
 * @throws {ProtocolError} OAuthSignin
 */
export async function begin(context: RequestContext, provider: OAuthProvider): Promise<Outcome> {
  return orFail("OAuthSignin", `Sign-in with provider "${provider.id}" could not be started`, async () => {
    const { metadata } = await findServer(provider, context.now)
    await clientAuthentication(provider, metadata) // what could not be proved or checked later stops here
    assertVerifiable(provider)
    const checks = await createChecks(context, provider, {
      pkce: usesPkce(provider, metadata),
      state: await stateFor(context, provider),
    })
    const to = redirectUri(provider, context.baseUrl)
    const url = await authorizationUrl(provider, metadata, to, context.request.query, checks)
    return redirect(url.href)
  })
}

/** On a deployment that is reached through another, `state` says where that is. */
async function stateFor(context: RequestContext, provider: OAuthProvider): Promise<string | undefined> {
  const { redirectProxy } = provider
  if (!redirectProxy || redirectProxy.url === context.baseUrl) return undefined
  const { stateForProxy } = await import("./redirect-proxy.js")
  return stateForProxy(context, provider)
}
