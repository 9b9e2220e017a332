import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.yahoo.com/sign-in-with-yahoo/ */
export interface YahooProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://developer.yahoo.com/apps/",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "ID tokens are signed with ES256; no PKCE for clients with a secret",
}

/**
 * Sign-in with Yahoo.
 *
 * @see https://developer.yahoo.com/sign-in-with-yahoo/
 */
export default function Yahoo<P extends YahooProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "yahoo",
    name: "Yahoo",
    type: "oidc",
    issuer: "https://api.login.yahoo.com",
    authorization: { params: { scope: "openid profile email" } },
    checks: ["state", "nonce"], // `code_challenge` of a client with a secret is reported to be refused
    client: { id_token_signed_response_alg: "ES256" },
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    revocation: "https://api.login.yahoo.com/oauth2/revoke",
    options,
  }
}
