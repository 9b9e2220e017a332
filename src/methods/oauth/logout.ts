import type { ProviderLogout } from "../../core/contracts/method.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { clientAuthentication } from "./client-authentication.js"
import { findServer } from "./discovery.js"
import { orFail } from "./failure.js"
import { assertIssuer } from "./issuer.js"
import { readLogoutToken } from "./logout-token.js"
import { assertEndpoint, providerFetch } from "./provider-fetch.js"

export const oauthLogout: ProviderLogout<OAuthProvider> = {
  /** @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout */
  async endSessionUrl({ now }, provider, { idToken, returnTo, state }) {
    return orFail("OAuthSignin", `Provider "${provider.id}" could not be asked to end its session`, async () => {
      const { metadata } = await findServer(provider, now)
      assertIssuer(provider, metadata.issuer)
      const endpoint = metadata.end_session_endpoint ?? provider.endSession
      if (!endpoint)
        throw new TypeError("It names no end-session endpoint: set `endSession`, or drop `logout.rpInitiated`")
      const url = new URL(endpoint)
      assertEndpoint(provider, url)
      if (idToken !== undefined) url.searchParams.set("id_token_hint", idToken)
      url.searchParams.set("client_id", provider.clientId)
      url.searchParams.set("post_logout_redirect_uri", returnTo)
      url.searchParams.set("state", state)
      return url.href
    })
  },

  /** Both tokens: a server need not revoke the one with the other (RFC 7009 §2.1). */
  async revoke({ now }, provider, tokens) {
    await orFail("OAuthCallback", `The tokens of provider "${provider.id}" could not be revoked`, async () => {
      const oauth = await import("./protocol.js")
      const { metadata } = await findServer(provider, now)
      assertIssuer(provider, metadata.issuer)
      const endpoint = metadata.revocation_endpoint ?? provider.revocation
      if (!endpoint)
        throw new TypeError("It names no revocation endpoint: set `revocation`, or drop `logout.revokeTokens`")
      const server = { ...metadata, revocation_endpoint: endpoint }
      const authentication = clientAuthentication(provider, server)
      for (const [hint, token] of [
        ["refresh_token", tokens.refresh_token],
        ["access_token", tokens.access_token],
      ] as const) {
        if (!token) continue
        const response = await oauth.revocationRequest(
          server,
          { client_id: provider.clientId },
          authentication,
          token,
          {
            additionalParameters: { token_type_hint: hint },
            [oauth.customFetch]: providerFetch(provider),
            [oauth.allowInsecureRequests]: true, // `providerFetch` decides, by what the developer configured
          },
        )
        await oauth.processRevocationResponse(response)
      }
    })
  },

  readLogoutToken: ({ now }, provider, logoutToken) =>
    orFail("OAuthCallback", `The logout token of provider "${provider.id}" was refused`, async () => {
      const server = await findServer(provider, now)
      assertIssuer(provider, server.metadata.issuer)
      return readLogoutToken(provider, server, logoutToken, now)
    }),

  async issuer({ now }, provider) {
    const { metadata } = await orFail("OAuthCallback", `Provider "${provider.id}" could not be discovered`, () =>
      findServer(provider, now),
    )
    return metadata.issuer
  },
}
