import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts, TokenSet } from "./oauth.js"

/**
 * The claims of the access token, under the names that the first version of the service had for them.
 *
 * @see https://developers.eveonline.com/docs/services/sso/#validating-jwt-tokens
 */
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
  departs: "who somebody is stands in the access token, a JWT",
}

/** Both spellings are documented. */
const issuers = ["login.eveonline.com", "https://login.eveonline.com"]

/** The token came from the token endpoint over TLS, which stands for its signature (OpenID Connect Core §3.1.3.7, 6). */
function characterOf({ access_token = "" }: TokenSet, clientId: string | undefined): EVEOnlineProfile {
  const [, payload = ""] = access_token.split(".")
  const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0))
  const { iss, aud, sub, name, owner, scp, exp } = JSON.parse(new TextDecoder().decode(bytes))
  const [, id] = /^CHARACTER:EVE:(\d+)$/.exec(sub) ?? []
  if (!id || !issuers.includes(iss) || ![aud].flat().includes(clientId))
    throw new TypeError("The access token is none of EVE Online's for this client")
  return {
    CharacterID: Number(id),
    CharacterName: name,
    ExpiresOn: new Date(exp * 1000).toISOString(),
    Scopes: [scp ?? []].flat().join(" "),
    TokenType: "Character",
    CharacterOwnerHash: owner,
    IntellectualProperty: "EVE",
  }
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
    userinfo: { request: ({ tokens, provider }) => characterOf(tokens, provider.clientId) as P },
    profile: ({ CharacterID, CharacterName }) => ({
      id: CharacterID.toString(),
      name: CharacterName,
      email: null,
      image: `https://images.evetech.net/characters/${CharacterID}/portrait?size=128`,
    }),
    revocation: "https://login.eveonline.com/v2/oauth/revoke",
    options,
  }
}
