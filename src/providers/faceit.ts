import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.faceit.com/getting-started/connect/ */
export interface FACEITProfile extends OpenProfile {
  guid: string
  nickname: string
  email: string
  email_verified?: boolean
  picture: string
}

export const facts: ProviderFacts = {
  register: "https://developers.faceit.com/apps",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with FACEIT.
 *
 * @see https://docs.faceit.com/getting-started/connect/
 */
export default function FACEIT<P extends FACEITProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "faceit",
    name: "FACEIT",
    type: "oauth",
    authorization: "https://accounts.faceit.com/accounts?redirect_popup=true",
    token: "https://api.faceit.com/auth/v1/oauth/token",
    userinfo: "https://api.faceit.com/auth/v1/resources/userinfo",
    profile: ({ guid, name, email, picture }) => ({ id: guid, name, email, image: picture }),
    options,
  }
}
