import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://simplelogin.io/docs/siwsl/user-info/ */
export interface SimpleLoginProfile extends OpenProfile {
  id: number
  sub: string
  name: string
  email: string
  email_verified: boolean
  avatar_url: string | null
}

export const facts: ProviderFacts = {
  register: "https://app.simplelogin.io/developer",
  emails: "claim",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with SimpleLogin.
 *
 * @see https://simplelogin.io/docs/siwsl/user-info/
 */
export default function SimpleLogin<P extends SimpleLoginProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "simplelogin",
    name: "SimpleLogin",
    type: "oidc",
    issuer: "https://app.simplelogin.io",
    authorization: { params: { scope: "openid profile email" } },
    checks: ["pkce", "state"],
    profile: ({ sub, name, email, avatar_url }) => ({ id: sub, name, email, image: avatar_url }),
    options,
  }
}
