import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.descope.com/identity-federation/applications/oidc-apps */
export interface DescopeProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://app.descope.com/",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Descope.
 *
 * @param options `issuer` is required: `https://api.descope.com/my-project`
 *
 * @see https://docs.descope.com/identity-federation/applications/oidc-apps
 */
export default function Descope<P extends DescopeProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "descope",
    name: "Descope",
    type: "oidc",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email" } },
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    style: { bg: "#1C1C23", text: "#ffffff" },
    options,
  }
}
