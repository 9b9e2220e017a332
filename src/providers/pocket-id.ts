import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://pocket-id.org/docs/introduction */
export interface PocketIDProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://pocket-id.org/docs/introduction",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Pocket ID.
 *
 * @param options `issuer` is required: `https://id.example`
 *
 * @see https://pocket-id.org/docs/introduction
 */
export default function PocketID<P extends PocketIDProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "pocket-id",
    name: "Pocket ID",
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
