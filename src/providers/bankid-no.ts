import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.bankid.no/bankid-with-biometrics/ */
export interface BankIDNorgeProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://developer.bankid.no/",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
  departs: "who somebody is comes in a signed userinfo",
}

/**
 * Sign-in with BankID Norge.
 *
 * @see https://developer.bankid.no/bankid-with-biometrics/
 */
export default function BankIDNorge<P extends BankIDNorgeProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "bankid-no",
    name: "BankID Norge",
    type: "oidc",
    issuer: "https://auth.bankid.no/auth/realms/prod",
    authorization: { params: { scope: "openid profile email", ui_locales: "no", login_hint: "BIS" } },
    checks: ["pkce", "state", "nonce"],
    idToken: false,
    client: { token_endpoint_auth_method: "client_secret_post", userinfo_signed_response_alg: "RS256" },
    profile: ({ sub, name, email }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: null,
    }),
    emailVerified: false,
    style: { text: "#fff", bg: "#39134c" },
    options,
  }
}
