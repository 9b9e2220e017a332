import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://create.roblox.com/docs/cloud/auth/oauth2-reference */
export interface RobloxProfile extends OpenProfile {
  sub: string
  name: string
  nickname: string
  preferred_username: string
  profile: string
  picture: string | null
}

export const facts: ProviderFacts = {
  register: "https://create.roblox.com/dashboard/credentials",
  emails: "none",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "ID tokens are signed with ES256",
}

/**
 * Sign-in with Roblox.
 *
 * @see https://create.roblox.com/docs/cloud/auth/oauth2-reference
 */
export default function Roblox<P extends RobloxProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "roblox",
    name: "Roblox",
    type: "oidc",
    issuer: "https://apis.roblox.com/oauth/",
    authorization: { params: { scope: "openid profile" } },
    client: { id_token_signed_response_alg: "ES256" },
    profile: ({ sub, name, nickname, picture }) => ({
      id: sub,
      name: name ?? nickname,
      email: null,
      image: picture ?? null,
    }),
    style: { bg: "#5865F2", text: "#fff" },
    options,
  }
}
