import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.wordpress.com/docs/api/1.1/get/me/ */
export interface WordPressProfile extends OpenProfile {
  ID: number
  display_name: string
  username: string
  email: string
  email_verified?: boolean
  avatar_URL: string
}

export const facts: ProviderFacts = {
  register: "https://developer.wordpress.com/apps/",
  emails: "claim",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with WordPress.com.
 *
 * @see https://developer.wordpress.com/docs/api/1.1/get/me/
 */
export default function WordPress<P extends WordPressProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "wordpress",
    name: "WordPress.com",
    type: "oauth",
    authorization: "https://public-api.wordpress.com/oauth2/authorize?scope=auth",
    token: "https://public-api.wordpress.com/oauth2/token",
    userinfo: "https://public-api.wordpress.com/rest/v1/me",
    profile: ({ ID, display_name, email, avatar_URL }) => ({
      id: ID.toString(),
      name: display_name,
      email,
      image: avatar_URL,
    }),
    options,
  }
}
