import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.kinde.com/build/tokens/about-id-tokens/ */
export interface KindeProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://app.kinde.com/",
  emails: "claim",
  refresh: "scope=offline",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Kinde.
 *
 * @param options `issuer` is required: `https://example.kinde.com`
 *
 * @see https://docs.kinde.com/build/tokens/about-id-tokens/
 */
export default function Kinde<P extends KindeProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "kinde",
    name: "Kinde",
    type: "oidc",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email" } },
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    style: { text: "#0F0F0F", bg: "#fff" },
    options,
  }
}
