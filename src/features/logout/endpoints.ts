/** What is asked of a provider when somebody signs out, and what it may say. */
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { TokenSetParameters } from "../../core/model.js"
import { clientAuthentication } from "../../methods/oauth/client-authentication.js"
import { findServer, type Server } from "../../methods/oauth/discovery.js"
import { assertEndpoint } from "../../methods/oauth/endpoint-trust.js"
import { orFail } from "../../methods/oauth/failure.js"
import { assertIssuer } from "../../methods/oauth/issuer.js"
import { providerFetch } from "../../methods/oauth/provider-fetch.js"
import { type LogoutClaims, readLogoutToken } from "./logout-token.js"
import { allowInsecureRequests, customFetch, processRevocationResponse, revocationRequest } from "./protocol.js"

export interface EndSessionRequest {
  readonly idToken: string | undefined
  /** Where the provider sends the visitor back to; registered there. */
  readonly returnTo: string
  readonly state: string
}

/**
 * Where the visitor goes so that the provider ends its own session.
 *
 * @throws {ProtocolError} OAuthSignin, when the provider says nowhere that it can
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export function endSessionUrl(
  provider: OAuthProvider,
  { idToken, returnTo, state }: EndSessionRequest,
  now: Date,
): Promise<string> {
  return orFail("OAuthSignin", `Provider "${provider.id}" could not be asked to end its session`, async () => {
    const { metadata } = await trustedServer(provider, now)
    const endpoint = metadata.end_session_endpoint ?? provider.endSession
    if (!endpoint) throw new TypeError("It names no end-session endpoint: set `endSession`, or drop `rpInitiated`")
    const url = new URL(endpoint)
    assertEndpoint(provider, url)
    if (idToken !== undefined) url.searchParams.set("id_token_hint", idToken)
    url.searchParams.set("client_id", provider.clientId)
    url.searchParams.set("post_logout_redirect_uri", returnTo)
    url.searchParams.set("state", state)
    return url.href
  })
}

/**
 * Revokes both tokens: a server need not revoke the one with the other.
 *
 * @throws {ProtocolError} OAuthCallback
 * @see https://www.rfc-editor.org/rfc/rfc7009#section-2.1
 */
export function revoke(
  provider: OAuthProvider,
  { refresh_token, access_token }: Pick<TokenSetParameters, "access_token" | "refresh_token">,
  now: Date,
): Promise<void> {
  return orFail("OAuthCallback", `The tokens of provider "${provider.id}" could not be revoked`, async () => {
    const { metadata } = await trustedServer(provider, now)
    const endpoint = metadata.revocation_endpoint ?? provider.revocation
    if (!endpoint) throw new TypeError("It names no revocation endpoint: set `revocation`, or drop `revokeTokens`")
    const server = { ...metadata, revocation_endpoint: endpoint }
    for (const [hint, token] of Object.entries({ refresh_token, access_token })) {
      if (!token) continue
      const client = { client_id: provider.clientId }
      const response = await revocationRequest(server, client, await clientAuthentication(provider, server), token, {
        additionalParameters: { token_type_hint: hint },
        [customFetch]: providerFetch(provider),
        [allowInsecureRequests]: true, // `providerFetch` decides, by what the developer configured
      })
      await processRevocationResponse(response)
    }
  })
}

/** @throws {ProtocolError} OAuthCallback, when the token is not valid */
export const logoutClaims = (provider: OAuthProvider, logoutToken: string, now: Date): Promise<LogoutClaims> =>
  orFail("OAuthCallback", `The logout token of provider "${provider.id}" was refused`, async () =>
    readLogoutToken(provider, await trustedServer(provider, now), logoutToken, now),
  )

/** The name that the provider gives itself. */
export async function issuerOf(provider: OAuthProvider, now: Date): Promise<string> {
  const { metadata } = await orFail("OAuthCallback", `Provider "${provider.id}" could not be discovered`, () =>
    trustedServer(provider, now),
  )
  return metadata.issuer
}

async function trustedServer(provider: OAuthProvider, now: Date): Promise<Server> {
  const server = await findServer(provider, now)
  assertIssuer(provider, server.metadata.issuer)
  return server
}
