import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.beyondidentity.com/docs/next/integrations/oidc */
export interface BeyondIdentityProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://console-us.beyondidentity.com/",
  emails: "claim",
  refresh: "never",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Beyond Identity.
 *
 * @param options `issuer` is required: `https://auth-us.beyondidentity.com/v1/tenants/t/realms/r/applications/a`
 *
 * @see https://docs.beyondidentity.com/docs/next/integrations/oidc
 */
export default function BeyondIdentity<P extends BeyondIdentityProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "beyondidentity",
    name: "Beyond Identity",
    type: "oidc",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email" } },
    checks: ["pkce", "state"],
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    style: { bg: "#5077c5", text: "#fff" },
    options,
  }
}
