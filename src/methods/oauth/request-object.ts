/** Authorization requests that nobody on the way can change. Loaded for clients that sign them. */
import { type AuthorizationServer, issueRequestObject } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { signingKey } from "./signing-key.js"

/**
 * Puts the parameters of an authorization request into a signed object. What OAuth 2.0 and OpenID Connect want to see beside it
 * stays there; the server takes what is inside.
 *
 * @throws {TypeError} when there is no key to sign with
 * @see https://www.rfc-editor.org/rfc/rfc9101#section-4
 * @see https://openid.net/specs/openid-connect-core-1_0.html#JWTRequests
 */
export async function signRequest(
  provider: OAuthProvider,
  server: AuthorizationServer,
  parameters: Record<string, string>,
): Promise<Record<string, string>> {
  const key = await signingKey(provider, provider.client.request_object_signing_alg)
  const { client_id = provider.clientId, response_type = "code", scope = "" } = parameters
  const request = await issueRequestObject(server, { client_id: provider.clientId }, parameters, key)
  return { client_id, response_type, ...(scope === "" ? {} : { scope }), request }
}
