import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://identityserver4.readthedocs.io/en/latest/endpoints/userinfo.html */
export interface IdentityServer4Profile extends OpenProfile {
  sub: string
  name: string
  email: string
}

export const facts: ProviderFacts = {
  register: "https://identityserver4.readthedocs.io/en/latest/topics/clients.html",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with IdentityServer4.
 *
 * @param options `issuer` is required: `https://login.example`
 *
 * @see https://identityserver4.readthedocs.io/en/latest/endpoints/userinfo.html
 */
export default function IdentityServer4<P extends IdentityServer4Profile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "identity-server4",
    name: "IdentityServer4",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email" } },
    checks: ["pkce", "state"],
    idToken: true,
    profile: ({ sub, name, email }) => ({ id: sub, name, email, image: null }),
    options,
  }
}
