import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.gitea.com/development/oauth2-provider */
export interface GiteaProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://docs.gitea.com/development/oauth2-provider",
  emails: "claim",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Gitea.
 *
 * @param options `issuer` is required: `https://git.example`
 *
 * @see https://docs.gitea.com/development/oauth2-provider
 */
export default function Gitea<P extends GiteaProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "gitea",
    name: "Gitea",
    type: "oidc",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
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
