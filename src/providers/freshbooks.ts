import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://www.freshbooks.com/api/me_endpoint */
export interface FreshbooksProfile extends OpenProfile {
  response: { id: number; first_name: string; last_name: string; email: string }
}

export const facts: ProviderFacts = {
  register: "https://my.freshbooks.com/#/developer",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Freshbooks.
 *
 * @see https://www.freshbooks.com/api/me_endpoint
 */
export default function Freshbooks<P extends FreshbooksProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "freshbooks",
    name: "Freshbooks",
    type: "oauth",
    authorization: {
      url: "https://auth.freshbooks.com/service/auth/oauth/authorize",
      params: { scope: "user:profile:read" },
    },
    token: "https://api.freshbooks.com/auth/oauth/token",
    userinfo: "https://api.freshbooks.com/auth/api/v1/users/me",
    profile: ({ response }) => ({
      id: response.id.toString(),
      name: [response.first_name, response.last_name].filter(Boolean).join(" "),
      email: response.email,
    }),
    style: { logo: "/freshbooks.svg", text: "#fff", bg: "#0075dd" },
    options,
  }
}
