import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://boxyhq.com/docs/jackson/sso-flow/ */
export interface BoxyHQSAMLProfile extends OpenProfile {
  id: string
  email: string
  firstName?: string
  lastName?: string
}

export const facts: ProviderFacts = {
  register: "https://boxyhq.com/docs/jackson/deploy/service",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
  departs: "the organisation is chosen by `tenant` and `product` in the request",
}

/**
 * Sign-in with BoxyHQ SAML.
 *
 * @param options `issuer` is required: `https://sso.example`
 *
 * @see https://boxyhq.com/docs/jackson/sso-flow/
 */
export default function BoxyHQSAML<P extends BoxyHQSAMLProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "boxyhq-saml",
    name: "BoxyHQ SAML",
    type: "oauth",
    version: "2.0",
    checks: ["pkce", "state"],
    authorization: { url: `${options.issuer}/api/oauth/authorize`, params: { provider: "saml" } },
    token: `${options.issuer}/api/oauth/token`,
    userinfo: `${options.issuer}/api/oauth/userinfo`,
    profile: ({ id, email, firstName, lastName }) => ({
      id,
      email,
      name: [firstName, lastName].filter(Boolean).join(" "),
      image: null,
    }),
    options,
  }
}
