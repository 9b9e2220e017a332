import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.duendesoftware.com/identityserver/reference/endpoints/userinfo/ */
export interface DuendeISUser extends OpenProfile {
  sub: string
  name: string
  email: string
  verified: boolean
}

export const facts: ProviderFacts = {
  register: "https://docs.duendesoftware.com/identityserver/fundamentals/clients/",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with DuendeIdentityServer6.
 *
 * @param options `issuer` is required: `https://login.example`
 *
 * @see https://docs.duendesoftware.com/identityserver/reference/endpoints/userinfo/
 */
export default function DuendeIdentityServer6<P extends DuendeISUser>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "duende-identityserver6",
    name: "DuendeIdentityServer6",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email" } },
    checks: ["pkce", "state"],
    idToken: true,
    profile: ({ sub, name, email }) => ({ id: sub, name, email, image: null }),
    options,
  }
}
