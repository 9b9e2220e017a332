import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.logto.io/docs/references/openid-connect/ */
export interface LogtoProfile extends OpenProfile {
  sub: string
  name: string | null
  username: string | null
  email?: string
  email_verified?: boolean
  avatar?: string
  picture: string | null
}

export const facts: ProviderFacts = {
  register: "https://cloud.logto.io/",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: true,
  departs: "ID tokens are signed with ES384, unless the tenant's key was changed to RSA",
}

/**
 * Sign-in with Logto.
 *
 * @param options `issuer` is required: `https://example.logto.app/oidc`; `client: { id_token_signed_response_alg: "RS256" }` for a tenant with an RSA key
 *
 * @see https://docs.logto.io/docs/references/openid-connect/
 */
export default function Logto<P extends LogtoProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "logto",
    name: "Logto",
    type: "oidc",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "offline_access openid email profile" } },
    client: { id_token_signed_response_alg: "ES384" },
    profile: ({ sub, name, username, email, picture }) => ({
      id: sub,
      name: name ?? username,
      email: email ?? null,
      image: picture,
    }),
    options,
  }
}
