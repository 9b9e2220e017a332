import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.strava.com/docs/reference/#api-Athletes-getLoggedInAthlete */
export interface StravaProfile extends OpenProfile {
  id: number
  firstname: string
  lastname: string
  profile: string
}

export const facts: ProviderFacts = {
  register: "https://www.strava.com/settings/api",
  emails: "none",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "scopes are separated by commas",
}

/**
 * Sign-in with Strava.
 *
 * @see https://developers.strava.com/docs/reference/#api-Athletes-getLoggedInAthlete
 */
export default function Strava<P extends StravaProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "strava",
    name: "Strava",
    type: "oauth",
    authorization: {
      url: "https://www.strava.com/api/v3/oauth/authorize",
      params: { scope: "read", approval_prompt: "auto", response_type: "code" },
    },
    token: { url: "https://www.strava.com/api/v3/oauth/token" },
    userinfo: "https://www.strava.com/api/v3/athlete",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ id, firstname, lastname, profile }) => ({
      id: id.toString(),
      name: [firstname, lastname].filter(Boolean).join(" "),
      email: null,
      image: profile,
    }),
    options,
  }
}
