import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.zoom.us/docs/api/users/#tag/users/GET/users/{userId} */
export interface ZoomProfile extends OpenProfile {
  id: string
  first_name: string
  last_name: string
  email: string
  verified?: number
  pic_url: string
  account_id: string
}

export const facts: ProviderFacts = {
  register: "https://marketplace.zoom.us/",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Zoom.
 *
 * @see https://developers.zoom.us/docs/api/users/#tag/users/GET/users/{userId}
 */
export default function Zoom<P extends ZoomProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "zoom",
    name: "Zoom",
    type: "oauth",
    authorization: "https://zoom.us/oauth/authorize?scope",
    token: "https://zoom.us/oauth/token",
    userinfo: "https://api.zoom.us/v2/users/me",
    profile: ({ id, first_name, last_name, email, pic_url }) => ({
      id,
      name: [first_name, last_name].filter(Boolean).join(" "),
      email,
      image: pic_url,
    }),
    emailVerified: ({ verified }) => (verified === undefined ? undefined : verified === 1),
    revocation: "https://zoom.us/oauth/revoke",
    options,
  }
}
