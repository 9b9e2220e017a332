import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.pinterest.com/docs/api/v5/user_account-get */
export interface PinterestProfile extends OpenProfile {
  account_type: string
  profile_image: string
  website_url: string
  username: string
}

export const facts: ProviderFacts = {
  register: "https://developers.pinterest.com/apps/",
  emails: "none",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Pinterest.
 *
 * @see https://developers.pinterest.com/docs/api/v5/user_account-get
 */
export default function Pinterest<P extends PinterestProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "pinterest",
    name: "Pinterest",
    type: "oauth",
    authorization: { url: "https://www.pinterest.com/oauth", params: { scope: "user_accounts:read" } },
    checks: ["state"],
    token: "https://api.pinterest.com/v5/oauth/token",
    userinfo: "https://api.pinterest.com/v5/user_account",
    profile: ({ username, profile_image }) => ({ id: username, name: username, image: profile_image, email: null }),
    options,
  }
}
