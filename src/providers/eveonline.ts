import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.eveonline.com/docs/services/sso/ */
export interface EVEOnlineProfile extends OpenProfile {
  CharacterID: number
  CharacterName: string
  ExpiresOn: string
  Scopes: string
  TokenType: string
  CharacterOwnerHash: string
  IntellectualProperty: string
}

export const facts: ProviderFacts = {
  register: "https://developers.eveonline.com/applications",
  emails: "none",
  refresh: "always",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with EVE Online.
 *
 * @see https://developers.eveonline.com/docs/services/sso/
 */
export default function EVEOnline<P extends EVEOnlineProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "eveonline",
    name: "EVE Online",
    type: "oauth",
    authorization: "https://login.eveonline.com/v2/oauth/authorize?scope=publicData",
    token: "https://login.eveonline.com/v2/oauth/token",
    userinfo: "https://login.eveonline.com/oauth/verify",
    profile: ({ CharacterID, CharacterName }) => ({
      id: CharacterID.toString(),
      name: CharacterName,
      email: null,
      image: `https://image.eveonline.com/Character/${CharacterID}_128.jpg`,
    }),
    revocation: "https://login.eveonline.com/v2/oauth/revoke",
    options,
  }
}
