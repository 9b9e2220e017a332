import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.facebook.com/docs/instagram-platform/reference/me */
export interface InstagramProfile extends OpenProfile {
  id: string
  username: string
  account_type?: string
  name?: string
}

export const facts: ProviderFacts = {
  register: "https://developers.facebook.com/apps",
  emails: "none",
  refresh: "never",
  revoke: false,
  logout: false,
  departs:
    "the API for personal accounts ended in December 2024; business accounts ask for the scope `instagram_business_basic`",
}

/**
 * Sign-in with Instagram.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/reference/me
 */
export default function Instagram<P extends InstagramProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "instagram",
    name: "Instagram",
    type: "oauth",
    authorization: "https://api.instagram.com/oauth/authorize?scope=user_profile",
    token: "https://api.instagram.com/oauth/access_token",
    userinfo: "https://graph.instagram.com/me?fields=id,username,account_type,name",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ id, username }) => ({ id, name: username, email: null, image: null }),
    style: { logo: "/instagram.svg", bg: "#fff", text: "#000" },
    options,
  }
}
