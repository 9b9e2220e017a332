import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://osu.ppy.sh/docs/index.html#get-own-data */
export interface OsuProfile extends OsuUserCompact, OpenProfile {
  country_code: string
}

/** @see https://osu.ppy.sh/docs/index.html#user */
export interface OsuUserCompact {
  id: number
  username: string
  avatar_url: string
}

export const facts: ProviderFacts = {
  register: "https://osu.ppy.sh/home/account/edit#oauth",
  emails: "none",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Osu!.
 *
 * @see https://osu.ppy.sh/docs/index.html#get-own-data
 */
export default function Osu<P extends OsuProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "osu",
    name: "Osu!",
    type: "oauth",
    token: "https://osu.ppy.sh/oauth/token",
    authorization: { url: "https://osu.ppy.sh/oauth/authorize", params: { scope: "identify" } },
    userinfo: "https://osu.ppy.sh/api/v2/me",
    profile: ({ id, username, avatar_url }) => ({ id: id.toString(), email: null, name: username, image: avatar_url }),
    options,
  }
}
