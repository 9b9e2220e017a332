import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.x.com/x-api/users/user-lookup-me */
export interface TwitterProfile extends OpenProfile {
  data: { id: string; name: string; username: string; profile_image_url: string; verified?: boolean }
}

export const facts: ProviderFacts = {
  register: "https://developer.x.com/en/portal/dashboard",
  emails: "none",
  refresh: "scope=offline.access",
  revoke: true,
  logout: false,
  departs: "OAuth 2.0 only: the old API with OAuth 1.0a is not supported",
}

/**
 * Sign-in with Twitter.
 *
 * The old API spoke OAuth 1.0a, which is gone here: register the app for OAuth 2.0. Ids of accounts are the same in both.
 *
 * @see https://docs.x.com/x-api/users/user-lookup-me
 */
export default function Twitter<P extends TwitterProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "twitter",
    name: "Twitter",
    type: "oauth",
    version: "2.0",
    authorization: {
      url: "https://twitter.com/i/oauth2/authorize",
      params: { scope: "users.read tweet.read offline.access" },
    },
    token: { url: "https://api.twitter.com/2/oauth2/token" },
    userinfo: {
      url: "https://api.twitter.com/2/users/me",
      params: { "user.fields": "profile_image_url" },
    },
    checks: ["pkce", "state"],
    profile: ({ data }) => ({ id: data.id, name: data.name, email: null, image: data.profile_image_url }),
    revocation: "https://api.twitter.com/2/oauth2/revoke",
    style: { logo: "/twitter.svg", bg: "#1da1f2", text: "#fff" },
    options,
  }
}
