import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://dev.epicgames.com/docs/web-api-ref/authentication */
export interface EpicGamesProfile extends OpenProfile {
  sub: string
  preferred_username?: string
}

export const facts: ProviderFacts = {
  register: "https://dev.epicgames.com/portal",
  emails: "none",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Epic Games.
 *
 * @see https://dev.epicgames.com/docs/web-api-ref/authentication
 */
export default function EpicGames<P extends EpicGamesProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "epic-games",
    name: "Epic Games",
    type: "oauth",
    authorization: { url: "https://www.epicgames.com/id/authorize", params: { scope: "basic_profile" } },
    token: "https://api.epicgames.dev/epic/oauth/v2/token",
    userinfo: "https://api.epicgames.dev/epic/oauth/v2/userInfo",
    profile: ({ sub, preferred_username }) => ({ id: sub, name: preferred_username ?? null, email: null, image: null }),
    style: { text: "#fff", bg: "#313131" },
    options,
  }
}
