import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.webex.com/docs/api/v1/people/get-my-own-details */
export interface WebexProfile extends OpenProfile {
  id: string
  emails: string[]
  displayName?: string
  avatar?: string
}

export const facts: ProviderFacts = {
  register: "https://developer.webex.com/my-apps",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Webex.
 *
 * @see https://developer.webex.com/docs/api/v1/people/get-my-own-details
 */
export default function Webex<P extends WebexProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "webex",
    name: "Webex",
    type: "oauth",
    authorization: {
      url: "https://webexapis.com/v1/authorize",
      params: { scope: "spark:kms spark:people_read" },
    },
    token: "https://webexapis.com/v1/access_token",
    userinfo: "https://webexapis.com/v1/people/me",
    checks: ["pkce", "state"],
    profile: ({ id, emails, displayName, avatar }) => ({
      id,
      email: emails[0] ?? null,
      name: displayName ?? null,
      image: avatar ?? null,
    }),
    options,
  }
}
