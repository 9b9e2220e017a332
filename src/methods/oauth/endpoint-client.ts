import type { OAuthClient, OAuthConfig, OAuthProvider } from "../../core/contracts/provider.js"
import type { Profile, TokenSet } from "../../core/model.js"
import { validateResponse } from "./authorization-response.js"
import type { Server } from "./discovery.js"
import { fetchResource } from "./protected-resource.js"
import { checkTokens, exchangeCode, requestGrant } from "./token-request.js"
import { assertSameSubject, fetchUserinfo } from "./userinfo.js"

/**
 * The client that endpoint handlers of next-auth v4 are given.
 *
 * @param subject `sub` of the ID token, when there is one: userinfo must then speak about the same person
 */
export function endpointClient(provider: OAuthProvider, server: Server, now: Date, subject?: string): OAuthClient {
  const callback: OAuthClient["callback"] = async (to, params, checks = {}, { exchangeBody = {} } = {}) => {
    const response = await validateResponse(provider, server, textsOf(params), checks.state)
    const { code_verifier: codeVerifier, nonce } = checks
    const exchange = { response, redirectUri: to, codeVerifier, body: Object.fromEntries(textsOf(exchangeBody)) }
    const tokens = await checkTokens(provider, await exchangeCode(provider, server, exchange), now)
    if (provider.idToken) await (await import("./id-token.js")).validateIdToken(provider, server, tokens, nonce)
    return tokens
  }
  return {
    callback,
    oauthCallback: callback,
    async grant({ grant_type, ...body }) {
      const answer = await requestGrant(provider, server, grant_type, Object.fromEntries(textsOf(body)))
      return checkTokens(provider, answer, now)
    },
    metadata: {
      token_endpoint_auth_method: "client_secret_basic",
      ...provider.client,
      client_id: provider.clientId,
      ...(provider.clientSecret ? { client_secret: provider.clientSecret } : {}),
    },
    async userinfo(tokens, request) {
      const userinfo = await fetchUserinfo(provider, server, accessTokenOf(tokens), { request })
      assertSameSubject(provider, subject, userinfo)
      // biome-ignore lint/suspicious/noExplicitAny: what it is only the handler knows, as in next-auth v4
      return userinfo as any
    },
    fetch: (tokens, request) => fetchResource(provider, accessTokenOf(tokens), request),
  }
}

const accessTokenOf = (tokens: string | TokenSet): string | undefined =>
  typeof tokens === "string" ? tokens : tokens.access_token

/** The parameters that have a value, as they are sent. */
function textsOf(parameters: Readonly<Record<string, unknown>>): URLSearchParams {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null)
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
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
export const redirectUri = ({ id, redirectProxy }: OAuthProvider, baseUrl: string): string =>
  `${redirectProxy?.url ?? baseUrl}/callback/${id}`
