import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://zitadel.com/docs/apis/openidoauth/claims */
export interface ZitadelProfile extends OpenProfile {
  sub: string
  name: string
  email: string
  email_verified: boolean
  picture: string
  preferred_username: string
  locale: string
}

export const facts: ProviderFacts = {
  register: "https://zitadel.com/docs/guides/manage/console/applications",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with ZITADEL.
 *
 * @param options `issuer` is required: `https://example.zitadel.cloud`
 *
 * @see https://zitadel.com/docs/apis/openidoauth/claims
 */
export default function Zitadel<P extends ZitadelProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "zitadel",
    name: "ZITADEL",
    type: "oauth",
    version: "2",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state"],
    profile: ({ sub, name, email, picture }) => ({ id: sub, name, email, image: picture }),
    options,
  }
}
