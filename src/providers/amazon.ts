import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html */
export interface AmazonProfile extends OpenProfile {
  user_id: string
  name: string
  email: string
}

export const facts: ProviderFacts = {
  register: "https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Amazon.
 *
 * @see https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html
 */
export default function Amazon<P extends AmazonProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "amazon",
    name: "Amazon",
    type: "oauth",
    authorization: { url: "https://www.amazon.com/ap/oa", params: { scope: "profile" } },
    token: "https://api.amazon.com/auth/o2/token",
    userinfo: "https://api.amazon.com/user/profile",
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["pkce", "state"],
    profile: ({ user_id, name, email }) => ({ id: user_id, name, email, image: null }),
    emailVerified: false,
    options,
  }
}
