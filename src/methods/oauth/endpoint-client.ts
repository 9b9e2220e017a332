import type { OAuthClient, OAuthConfig, OAuthProvider } from "../../core/contracts/provider.js"
import type { Profile } from "../../core/model.js"
import type { Server } from "./discovery.js"
import { assertSameSubject, fetchUserinfo } from "./userinfo.js"

/**
 * The client that endpoint handlers of next-auth v4 are given.
 *
 * @param subject `sub` of the ID token, when there is one: userinfo must then speak about the same person
 */
export function endpointClient(provider: OAuthProvider, server: Server, subject?: string): OAuthClient {
  return {
    metadata: {
      token_endpoint_auth_method: "client_secret_basic",
      ...provider.client,
      client_id: provider.clientId,
      ...(provider.clientSecret ? { client_secret: provider.clientSecret } : {}),
    },
    async userinfo<T>(accessToken: string | { access_token?: string }) {
      const token = typeof accessToken === "string" ? accessToken : accessToken.access_token
      const userinfo = await fetchUserinfo(provider, server.metadata, token)
      assertSameSubject(provider, subject, userinfo)
      return userinfo as T
    },
  }
}

/** The configuration that endpoint handlers of next-auth v4 are given: with every endpoint in its long form. */
export function endpointProvider(
  provider: OAuthProvider,
  baseUrl: string,
): OAuthConfig<Profile> & { signinUrl: string; callbackUrl: string } {
  const { authorization, token, userinfo, clientId, clientSecret, issuer, idToken } = provider
  return {
    ...provider.config,
    id: provider.id,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(issuer === undefined ? {} : { issuer }),
    idToken,
    authorization: longForm(authorization),
    token: longForm(token),
    userinfo: longForm(userinfo),
    checks: [...provider.checks],
    signinUrl: `${baseUrl}/signin/${provider.id}`,
    callbackUrl: redirectUri(provider, baseUrl),
  }
}

function longForm<E extends { url: string | undefined; params: Readonly<Record<string, string>> }>(
  endpoint: E,
): Omit<E, "url" | "params"> & { url?: string; params: Record<string, string> } {
  const { url, params, ...rest } = endpoint
  return { ...rest, ...(url === undefined ? {} : { url }), params: { ...params } }
}

/** Where the provider sends the browser back to; must be registered there letter by letter. */
export const redirectUri = (provider: OAuthProvider, baseUrl: string): string => `${baseUrl}/callback/${provider.id}`
