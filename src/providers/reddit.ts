import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://www.reddit.com/dev/api/#GET_api_v1_me */
export interface RedditProfile extends OpenProfile {
  id: string
  name: string
  icon_img?: string
}

export const facts: ProviderFacts = {
  register: "https://www.reddit.com/prefs/apps",
  emails: "none",
  refresh: "duration=permanent",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Reddit.
 *
 * @see https://www.reddit.com/dev/api/#GET_api_v1_me
 */
export default function Reddit<P extends RedditProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "reddit",
    name: "Reddit",
    type: "oauth",
    authorization: "https://www.reddit.com/api/v1/authorize?scope=identity",
    token: "https://www.reddit.com/api/v1/access_token",
    userinfo: "https://oauth.reddit.com/api/v1/me",
    profile: ({ id, name }) => ({ id, name, email: null, image: null }),
    revocation: "https://www.reddit.com/api/v1/revoke_token",
    options,
  }
}
