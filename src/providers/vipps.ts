import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.vippsmobilepay.com/docs/APIs/login-api/ */
export interface VippsProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://portal.vippsmobilepay.com/",
  emails: "claim",
  refresh: "never",
  revoke: false,
  logout: false,
  departs: "claims come from the userinfo endpoint only",
}

/**
 * Sign-in with Vipps.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/
 */
export default function Vipps<P extends VippsProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "vipps",
    name: "Vipps",
    type: "oidc",
    issuer: "https://api.vipps.no/access-management-1.0/access/",
    authorization: { params: { scope: "openid name email" } },
    checks: ["pkce", "state", "nonce"],
    idToken: false,
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    options,
  }
}
