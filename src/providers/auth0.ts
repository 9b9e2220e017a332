import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://auth0.com/docs/manage-users/user-accounts/user-profiles/user-profile-structure */
export interface Auth0Profile extends OpenProfile {
  sub: string
  nickname: string
  email: string
  picture: string
}

export const facts: ProviderFacts = {
  register: "https://manage.auth0.com/",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Auth0.
 *
 * @param options `issuer` is required: `https://your-tenant.eu.auth0.com`
 * @see https://auth0.com/docs/get-started/applications
 */
export default function Auth0<P extends Auth0Profile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "auth0",
    name: "Auth0",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    checks: ["pkce", "state"],
    idToken: true,
    profile: ({ sub, nickname, email, picture }) => ({ id: sub, name: nickname, email, image: picture }),
    style: { logo: "/auth0.svg", bg: "#EB5424", text: "#fff" },
    options,
  }
}
