import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.frontegg.com/guides/integrations/authenticate-oidc */
export interface FronteggProfile extends OpenProfile {
  sub: string
  name: string
  email: string
  verified?: boolean
  profilePictureUrl?: string
}

export const facts: ProviderFacts = {
  register: "https://portal.frontegg.com/",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Frontegg.
 *
 * @param options `issuer` is required: `https://my-company.frontegg.com`
 *
 * @see https://developers.frontegg.com/guides/integrations/authenticate-oidc
 */
export default function Frontegg<P extends FronteggProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "frontegg",
    name: "Frontegg",
    type: "oidc",
    wellKnown: `${options.issuer}/oauth/.well-known/openid-configuration`,
    issuer: options.issuer ?? "",
    authorization: { params: { scope: "openid profile email" } },
    checks: ["pkce", "state"],
    profile: ({ sub, name, email, profilePictureUrl, picture }) => ({
      id: sub,
      name,
      email,
      image: profilePictureUrl ?? picture ?? null,
    }),
    options,
  }
}
