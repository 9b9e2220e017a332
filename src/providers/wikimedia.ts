import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** Such as `autoconfirmed`. */
export type WikimediaGroup = string
/** Such as `basic`. */
export type WikimediaGrant = string
/** Such as `edit`. */
export type WikimediaRight = string

/** @see https://www.mediawiki.org/wiki/OAuth/For_Developers#OAuth_2 */
export interface WikimediaProfile extends OpenProfile {
  sub: string
  username: string
  email?: string
  confirmed_email: boolean
  groups: WikimediaGroup[]
  grants?: WikimediaGrant[]
  rights?: WikimediaRight[]
}

export const facts: ProviderFacts = {
  register: "https://meta.wikimedia.org/wiki/Special:OAuthConsumerRegistration",
  emails: "claim",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Wikimedia.
 *
 * @see https://www.mediawiki.org/wiki/OAuth/For_Developers#OAuth_2
 */
export default function Wikimedia<P extends WikimediaProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "wikimedia",
    name: "Wikimedia",
    type: "oauth",
    token: "https://meta.wikimedia.org/w/rest.php/oauth2/access_token",
    userinfo: "https://meta.wikimedia.org/w/rest.php/oauth2/resource/profile",
    authorization: { url: "https://meta.wikimedia.org/w/rest.php/oauth2/authorize", params: { scope: "" } },
    profile: ({ sub, username, email }) => ({ id: sub, name: username, email: email ?? null }),
    emailVerified: ({ confirmed_email }) => confirmed_email,
    style: { logo: "/wikimedia.svg", bg: "#000", text: "#fff" },
    options,
  }
}
