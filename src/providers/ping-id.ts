import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.pingidentity.com/pingone/applications/p1_connect_openid_connect.html */
export interface PingIdProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://console.pingone.com/",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Ping Identity.
 *
 * @param options `issuer` is required: `https://auth.pingone.eu/my-environment/as`
 *
 * @see https://docs.pingidentity.com/pingone/applications/p1_connect_openid_connect.html
 */
export default function PingId<P extends PingIdProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "ping-id",
    name: "Ping Identity",
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
