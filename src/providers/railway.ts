import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.railway.com/integrations/oauth/scopes-and-user-consent */
export interface RailwayProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://docs.railway.com/integrations/oauth/creating-an-app",
  emails: "unverified",
  refresh: "scope=offline_access",
  revoke: false,
  logout: false,
  departs:
    "the discovery document is not where the issuer is; ID tokens are signed with ES256; a refresh token takes `prompt=consent` too",
}

/**
 * Sign-in with Railway.
 *
 * @see https://docs.railway.com/integrations/oauth/login-and-tokens
 */
export default function Railway<P extends RailwayProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "railway",
    name: "Railway",
    type: "oidc",
    issuer: "https://backboard.railway.com",
    wellKnown: "https://backboard.railway.com/oauth/.well-known/openid-configuration",
    authorization: { params: { scope: "openid profile email" } },
    idToken: false,
    client: { id_token_signed_response_alg: "ES256" },
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    style: { text: "#fff", bg: "#13111c" },
    options,
  }
}
