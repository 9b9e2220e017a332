import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.line.biz/en/docs/line-login/verify-id-token/ */
export interface LineProfile extends OpenProfile {
  iss: string
  sub: string
  aud: string
  exp: number
  iat: number
  amr: string[]
  name: string
  picture: string
  email?: string
}

export const facts: ProviderFacts = {
  register: "https://developers.line.biz/console/",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "ID tokens are signed with the client secret (HS256); an address needs an application",
}

/**
 * Sign-in with LINE.
 *
 * @see https://developers.line.biz/en/docs/line-login/verify-id-token/
 */
export default function LINE<P extends LineProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "line",
    name: "LINE",
    type: "oauth",
    authorization: { params: { scope: "openid profile" } },
    idToken: true,
    wellKnown: "https://access.line.me/.well-known/openid-configuration",
    client: { id_token_signed_response_alg: "HS256" },
    profile: ({ sub, name, email, picture }) => ({ id: sub, name, email: email ?? null, image: picture }),
    emailVerified: false,
    style: { logo: "/line.svg", bg: "#00C300", text: "#fff" },
    options,
  }
}
