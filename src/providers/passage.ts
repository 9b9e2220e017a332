import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.passage.id/hosted-login/oidc-client-configuration */
export interface PassageProfile extends OpenProfile {
  iss: string
  sub: string
  aud: string[]
  email: string
  email_verified: boolean
  phone_number?: string
}

export const facts: ProviderFacts = {
  register: "https://console.passage.id",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: false,
  logout: false,
  departs: "the service ended in January 2026",
}

/**
 * Sign-in with Passage.
 *
 * @param options `issuer` is required: `https://example.withpassage.com`
 *
 * @see https://docs.passage.id/hosted-login/oidc-client-configuration
 */
export default function Passage<P extends PassageProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "passage",
    name: "Passage",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email" } },
    client: { token_endpoint_auth_method: "client_secret_basic" },
    checks: ["pkce", "state"],
    profile: ({ sub, email }) => ({ id: sub, name: null, email, image: null }),
    style: {
      logo: "/passage.svg",
      logoDark: "/passage.svg",
      bg: "#fff",
      bgDark: "#fff",
      text: "#000",
      textDark: "#000",
    },
    options,
  }
}
