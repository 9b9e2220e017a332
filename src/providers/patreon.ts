import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.patreon.com/#get-api-oauth2-v2-identity */
export interface PatreonProfile extends OpenProfile {
  data: {
    id: string
    attributes: { full_name: string; email: string; image_url: string; is_email_verified?: boolean }
  }
}

export const facts: ProviderFacts = {
  register: "https://www.patreon.com/portal/registration/register-clients",
  emails: "claim",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Patreon.
 *
 * @see https://docs.patreon.com/#get-api-oauth2-v2-identity
 */
export default function Patreon<P extends PatreonProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "patreon",
    name: "Patreon",
    type: "oauth",
    version: "2.0",
    authorization: { url: "https://www.patreon.com/oauth2/authorize", params: { scope: "identity identity[email]" } },
    token: "https://www.patreon.com/api/oauth2/token",
    userinfo: "https://www.patreon.com/api/oauth2/api/current_user",
    profile: ({ data }) => ({
      id: data.id,
      name: data.attributes.full_name,
      email: data.attributes.email,
      image: data.attributes.image_url,
    }),
    emailVerified: ({ data }) => data.attributes.is_email_verified,
    style: { logo: "/patreon.svg", bg: "#e85b46", text: "#fff" },
    options,
  }
}
