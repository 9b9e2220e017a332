import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.onelogin.com/openid-connect/api/user-info */
export interface OneLoginProfile extends OpenProfile {
  sub: string
  nickname: string
  name: string
  email: string
  picture: string
  preferred_username: string
}

export const facts: ProviderFacts = {
  register: "https://developers.onelogin.com/openid-connect/connect-to-onelogin",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with OneLogin.
 *
 * @param options `issuer` is required: `https://example.onelogin.com`
 *
 * @see https://developers.onelogin.com/openid-connect/api/user-info
 */
export default function OneLogin<P extends OneLoginProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  const issuer = `${options.issuer}/oidc/2` // what its discovery document and its ID tokens name
  return {
    id: "onelogin",
    name: "OneLogin",
    type: "oauth",
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email" } },
    idToken: true,
    profile: ({ sub, nickname, email, picture }) => ({ id: sub, name: nickname, email, image: picture }),
    options: options.wellKnown ? options : { ...options, issuer },
  }
}
