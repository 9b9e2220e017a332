import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.netlify.com/api/get-started/#get-current-user */
export interface NetlifyProfile extends OpenProfile {
  id: string
  full_name: string
  email: string
  avatar_url: string
}

export const facts: ProviderFacts = {
  register: "https://app.netlify.com/user/applications",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Netlify.
 *
 * @see https://docs.netlify.com/api/get-started/#get-current-user
 */
export default function Netlify<P extends NetlifyProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "netlify",
    name: "Netlify",
    type: "oauth",
    authorization: "https://app.netlify.com/authorize",
    token: "https://api.netlify.com/oauth/token",
    userinfo: "https://api.netlify.com/api/v1/user",
    profile: ({ id, full_name, email, avatar_url }) => ({ id, name: full_name, email, image: avatar_url }),
    options,
  }
}
