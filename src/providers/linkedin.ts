import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2 */
export interface LinkedInProfile extends OpenProfile {
  sub: string
  name: string
  given_name: string
  family_name: string
  email?: string
  email_verified?: boolean
  picture?: string
  locale: { country: string; language: string }
}

export const facts: ProviderFacts = {
  register: "https://www.linkedin.com/developers/apps",
  emails: "claim",
  refresh: "partners only",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with LinkedIn.
 *
 * @see https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2
 */
export default function LinkedIn<P extends LinkedInProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "linkedin",
    name: "LinkedIn",
    type: "oauth",
    wellKnown: "https://www.linkedin.com/oauth/.well-known/openid-configuration",
    authorization: { params: { scope: "openid profile email" } },
    idToken: true,
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ sub, name, email, picture }) => ({ id: sub, name, email: email ?? null, image: picture ?? null }),
    style: { logo: "/linkedin.svg", bg: "#069", text: "#fff" },
    options,
  }
}
