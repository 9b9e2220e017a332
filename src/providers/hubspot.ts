import { pathSegment } from "../methods/oauth/path-segment.js"
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
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "who somebody is stands in the information about the token",
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
    userinfo: {
      url: "https://api.hubapi.com/oauth/v1/access-tokens",
      request: ({ client, tokens }) =>
        client.userinfo<P>(tokens, {
          url: `https://api.hubapi.com/oauth/v1/access-tokens/${pathSegment(tokens.access_token)}`,
        }),
    },
    profile: ({ user, user_id }) => ({ id: user_id.toString(), name: user, email: user, image: null }),
    style: { logo: "/hubspot.svg", bg: "#ff7a59", text: "#fff" },
    options,
  }
}
