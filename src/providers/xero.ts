import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.xero.com/documentation/guides/oauth2/sign-in/ */
export interface XeroProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://developer.xero.com/app/manage",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Xero.
 *
 * @see https://developer.xero.com/documentation/guides/oauth2/sign-in/
 */
export default function Xero<P extends XeroProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "xero",
    name: "Xero",
    type: "oidc",
    issuer: "https://identity.xero.com",
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
