import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload */
export interface GoogleProfile extends OpenProfile {
  aud: string
  azp: string
  email: string
  email_verified: boolean
  exp: number
  family_name: string
  given_name: string
  hd: string
  iat: number
  iss: string
  jti: string
  name: string
  nbf: number
  picture: string
  sub: string
}

export const facts: ProviderFacts = {
  register: "https://console.cloud.google.com/auth/clients",
  emails: "claim",
  refresh: "access_type=offline",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Google.
 *
 * @see https://developers.google.com/identity/openid-connect/openid-connect
 */
export default function Google<P extends GoogleProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "google",
    name: "Google",
    type: "oauth",
    wellKnown: "https://accounts.google.com/.well-known/openid-configuration",
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state"],
    profile: ({ sub, name, email, picture }) => ({ id: sub, name, email, image: picture }),
    style: { logo: "/google.svg", bg: "#fff", text: "#000" },
    options,
  }
}
