import type { OAuthProvider, ResourceRequest } from "../../core/contracts/provider.js"
import { bindsTokens } from "./proof-of-possession.js"
import { providerFetch } from "./provider-fetch.js"

/**
 * Asks for something that belongs to the owner of the access token, with the provider's deadline and size limit, and without following a
 * redirect: the token is for nobody else.
 *
 * @throws {TypeError} when there is no token, no answer, or a redirect
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export async function fetchResource(
  provider: OAuthProvider,
  accessToken: string | undefined,
  { url, method, params = {}, headers: own, body }: ResourceRequest,
): Promise<Response> {
  if (!accessToken) throw new TypeError("There is no access token")
  const address = new URL(url)
  for (const parameter of Object.entries(params)) address.searchParams.set(...parameter)
  const headers = { accept: "application/json", "user-agent": "countersign", ...own }
  const send = (to: string, init: { headers: Record<string, string> }): Promise<Response> =>
    providerFetch(provider)(to, { ...init, method, body })
  if (!bindsTokens(provider))
    return send(address.href, { headers: { ...headers, authorization: `Bearer ${accessToken}` } })
  const { requestWithProof } = await import("./dpop.js")
  return requestWithProof(provider, address, accessToken, { method, headers, body }, send)
}
