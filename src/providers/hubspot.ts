import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.hubspot.com/docs/api/oauth/tokens */
export interface HubSpotProfile extends OpenProfile {
  user: string
  user_id: string | number
  hub_domain: string
  hub_id: string | number
}

export const facts: ProviderFacts = {
  register: "https://developers.hubspot.com/get-started",
  emails: "verified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "who somebody is stands in the information about the token",
}

const tokenUrl = "https://api.hubapi.com/oauth/v1/access-tokens"

async function tokenInformation<P>(accessToken: string | undefined): Promise<P> {
  const headers = { "content-type": "application/json" }
  const url = `${tokenUrl}/${encodeURIComponent(accessToken ?? "")}`
  const response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new TypeError(`HubSpot answered with status ${response.status}`)
  return (await response.json()) as P
}

/**
 * Sign-in with HubSpot.
 *
 * @see https://developers.hubspot.com/docs/api/oauth/tokens
 */
export default function HubSpot<P extends HubSpotProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "hubspot",
    name: "HubSpot",
    type: "oauth",
    authorization: {
      url: "https://app.hubspot.com/oauth/authorize",
      params: { scope: "oauth", client_id: options.clientId },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    token: "https://api.hubapi.com/oauth/v1/token",
    userinfo: { url: tokenUrl, request: ({ tokens }) => tokenInformation<P>(tokens.access_token) },
    profile: ({ user, user_id }) => ({ id: user_id.toString(), name: user, email: user, image: null }),
    style: { logo: "/hubspot.svg", bg: "#ff7a59", text: "#fff" },
    options,
  }
}
