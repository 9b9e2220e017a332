import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://forgejo.org/docs/latest/user/oauth2-provider/ */
export interface CodebergProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://codeberg.org/user/settings/applications",
  emails: "claim",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Codeberg.
 *
 * @see https://forgejo.org/docs/latest/user/oauth2-provider/
 */
export default function Codeberg<P extends CodebergProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "codeberg",
    name: "Codeberg",
    type: "oidc",
    issuer: "https://codeberg.org",
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
