import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://www.ory.sh/docs/oauth2-oidc/userinfo-oidc */
export interface OryHydraProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://console.ory.sh/",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Hydra.
 *
 * @param options `issuer` is required: `https://example.projects.oryapis.com`
 *
 * @see https://www.ory.sh/docs/oauth2-oidc/userinfo-oidc
 */
export default function OryHydra<P extends OryHydraProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "hydra",
    name: "Hydra",
    type: "oidc",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email" } },
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    style: { bg: "#fff", text: "#0F172A" },
    options,
  }
}
