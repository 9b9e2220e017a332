import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://github.com/Medium/medium-api-docs#31-users */
export interface MediumProfile extends OpenProfile {
  data: { id: string; username: string; name: string; url: string; imageUrl: string }
}

export const facts: ProviderFacts = {
  register: "https://medium.com/me/settings/security",
  emails: "none",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "no new apps are registered since 2023",
}

/**
 * Sign-in with Medium.
 *
 * @see https://github.com/Medium/medium-api-docs#31-users
 */
export default function Medium<P extends MediumProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "medium",
    name: "Medium",
    type: "oauth",
    authorization: "https://medium.com/m/oauth/authorize?scope=basicProfile",
    token: "https://api.medium.com/v1/tokens",
    userinfo: "https://api.medium.com/v1/me",
    profile: ({ data }) => ({ id: data.id, name: data.name, email: null, image: data.imageUrl }),
    options,
  }
}
