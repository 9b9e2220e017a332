import type { OAuthProvider } from "../../core/contracts/provider.js"
import { assertEndpoint } from "../../methods/oauth/endpoint-trust.js"
import { bindsTokens } from "../../methods/oauth/proof-of-possession.js"

/**
 * Asks the provider's API with somebody's access token: as a bearer token, or with a proof that we hold the key it is bound to.
 *
 * @throws {TypeError} when the address is not https, unless the provider itself is configured without
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 * @see https://www.rfc-editor.org/rfc/rfc9449.html#section-7
 */
export async function apiRequest(
  provider: OAuthProvider,
  accessToken: string,
  url: string | URL,
  init: RequestInit = {},
): Promise<Response> {
  const address = new URL(url)
  assertEndpoint(provider, address)
  if (bindsTokens(provider)) {
    const { requestWithProof } = await import("../../methods/oauth/dpop.js")
    const answered = requestWithProof(provider, address, accessToken, init, (target, proven) =>
      fetch(target, { ...init, ...proven } as RequestInit),
    )
    return answered.catch(answerIn)
  }
  const headers = new Headers(init.headers)
  headers.set("authorization", `Bearer ${accessToken}`)
  return fetch(address, { ...init, headers })
}

/** The library throws what a server refuses with a challenge; the app gets it as any other answer. */
function answerIn(error: unknown): Response {
  if (error instanceof Error && "response" in error && error.response instanceof Response) return error.response
  throw error
}
