import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.goauthentik.io/add-secure-apps/providers/oauth2/ */
export interface AuthentikProfile extends OpenProfile {
  iss: string
  sub: string
  aud: string
  email: string
  email_verified: boolean
  name: string
  given_name: string
  preferred_username: string
  nickname: string
  groups: string[]
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://docs.goauthentik.io/add-secure-apps/providers/oauth2/",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Authentik.
 *
 * @param options `issuer` is required: `https://login.example/application/o/my-app`
 *
 * @see https://docs.goauthentik.io/add-secure-apps/providers/oauth2/
 */
export default function Authentik<P extends AuthentikProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "authentik",
    name: "Authentik",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    checks: ["pkce", "state"],
    profile: ({ sub, name, email, picture }) => ({ id: sub, name, email, image: picture ?? null }),
    options,
  }
}
