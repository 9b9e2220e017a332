import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.mattermost.com/integrate/apps/authentication/oauth2/ */
export interface MattermostProfile extends OpenProfile {
  id: string
  username: string
  email: string
  email_verified?: boolean
  first_name: string
  last_name: string
  nickname: string
}

export const facts: ProviderFacts = {
  register: "https://developers.mattermost.com/integrate/apps/authentication/oauth2/",
  emails: "claim",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Mattermost.
 *
 * @param options `issuer` is required: `https://example.cloud.mattermost.com`
 *
 * @see https://developers.mattermost.com/integrate/apps/authentication/oauth2/
 */
export default function Mattermost<P extends MattermostProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "mattermost",
    name: "Mattermost",
    type: "oauth",
    client: { token_endpoint_auth_method: "client_secret_post" },
    token: `${options.issuer}/oauth/access_token`,
    authorization: `${options.issuer}/oauth/authorize`,
    userinfo: `${options.issuer}/api/v4/users/me`,
    checks: ["pkce", "state"],
    profile: ({ id, username, email }) => ({ id, name: username, email, image: null }),
    style: { bg: "#000", text: "#fff" },
    options,
  }
}
