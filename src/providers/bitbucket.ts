import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/#api-user-get */
export interface BitbucketProfile extends OpenProfile {
  account_id: string
  display_name: string
  username: string
  uuid: string
  links: { avatar: { href: string } }
}

export const facts: ProviderFacts = {
  register: "https://bitbucket.org/account/settings/",
  emails: "none",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Bitbucket.
 *
 * @see https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/#api-user-get
 */
export default function Bitbucket<P extends BitbucketProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "bitbucket",
    name: "Bitbucket",
    type: "oauth",
    authorization: { url: "https://bitbucket.org/site/oauth2/authorize", params: { scope: "account" } },
    token: "https://bitbucket.org/site/oauth2/access_token",
    userinfo: "https://api.bitbucket.org/2.0/user",
    checks: ["pkce", "state"],
    profile: ({ account_id, display_name, links }) => ({
      id: account_id,
      name: display_name,
      image: links.avatar.href,
      email: null,
    }),
    style: { text: "#fff", bg: "#205081" },
    options,
  }
}
