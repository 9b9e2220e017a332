import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://linear.app/developers/oauth-2-0-authentication */
export interface LinearProfile extends OpenProfile {
  id: string
  name: string
  displayName: string
  email: string
  avatarUrl: string | null
}

export const facts: ProviderFacts = {
  register: "https://linear.app/settings/api/applications/new",
  emails: "unverified",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "who somebody is comes by GraphQL",
}

/**
 * Sign-in with Linear.
 *
 * @see https://linear.app/developers/oauth-2-0-authentication
 */
export default function Linear<P extends LinearProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "linear",
    name: "Linear",
    type: "oauth",
    authorization: { url: "https://linear.app/oauth/authorize", params: { scope: "read" } },
    token: "https://api.linear.app/oauth/token",
    userinfo: {
      url: "https://api.linear.app/graphql",
      async request({ client, tokens }) {
        const { data } = await client.userinfo<{ data: { viewer: P } }>(tokens, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: "{ viewer { id name displayName email avatarUrl } }" }),
        })
        return data.viewer
      },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["pkce", "state"],
    profile: ({ id, name, email, avatarUrl }) => ({ id, name, email, image: avatarUrl }),
    revocation: "https://api.linear.app/oauth/revoke",
    options,
  }
}
