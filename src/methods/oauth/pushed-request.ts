/** Authorization requests that go past the browser. Loaded for clients and servers that want it. */
import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  processPushedAuthorizationResponse,
  pushedAuthorizationRequest,
} from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { clientAuthentication } from "./client-authentication.js"
import { errorCode } from "./failure.js"
import { withProof } from "./proof-of-possession.js"
import { parsedObject, providerFetch } from "./provider-fetch.js"

/**
 * Hands the parameters of an authorization request to the server itself. What is left for the browser to carry is a reference.
 *
 * @throws {TypeError} when the server takes none
 * @see https://www.rfc-editor.org/rfc/rfc9126#section-2
 */
export async function pushRequest(
  provider: OAuthProvider,
  server: AuthorizationServer,
  parameters: Record<string, string>,
): Promise<Record<string, string>> {
  if (!server.pushed_authorization_request_endpoint) {
    throw new TypeError(
      "The server names no `pushed_authorization_request_endpoint`: drop `client.require_pushed_authorization_requests`",
    )
  }
  const client = { client_id: provider.clientId }
  const authentication = await clientAuthentication(provider, server)
  const answer = await withProof(provider, (proof) =>
    pushedAuthorizationRequest(server, client, authentication, parameters, {
      ...proof,
      [customFetch]: providerFetch(provider),
      [allowInsecureRequests]: true, // `providerFetch` decides, by what the developer configured
    }),
  )
  const error = (await parsedObject(answer.clone()))?.error
  if (error !== undefined) throw new TypeError(`The pushed request was answered with \`${errorCode(error)}\``)
  const { request_uri } = await processPushedAuthorizationResponse(server, client, answer)
  return { client_id: provider.clientId, request_uri }
}
