import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://www.authelia.com/integration/openid-connect/introduction/ */
export interface AutheliaProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://www.authelia.com/configuration/identity-providers/openid-connect/clients/",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: false,
  departs: "since 4.39 claims come from the userinfo endpoint only",
}

/**
 * Sign-in with Authelia.
 *
 * @param options `issuer` is required: `https://auth.example`
 *
 * @see https://www.authelia.com/integration/openid-connect/introduction/
 */
export default function Authelia<P extends AutheliaProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "authelia",
    name: "Authelia",
    type: "oidc",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    idToken: false,
    authorization: { params: { scope: "openid profile email" } },
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    options,
  }
}
