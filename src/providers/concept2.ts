import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://log.concept2.com/developers/documentation/#logbook-users */
export interface Concept2Profile extends OpenProfile {
  data: { id: number; username: string; first_name: string; last_name: string; email: string; profile_image: string }
}

export const facts: ProviderFacts = {
  register: "https://log.concept2.com/developers",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Concept2.
 *
 * @see https://log.concept2.com/developers/documentation/#logbook-users
 */
export default function Concept2<P extends Concept2Profile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "concept2",
    name: "Concept2",
    type: "oauth",
    authorization: {
      url: "https://log.concept2.com/oauth/authorize",
      params: { scope: "user:read,results:write" },
    },
    token: "https://log.concept2.com/oauth/access_token",
    userinfo: "https://log.concept2.com/api/users/me",
    checks: ["pkce", "state"],
    profile: ({ data }) => ({
      id: data.id.toString(),
      name: data.username,
      email: data.email,
      image: data.profile_image,
    }),
    emailVerified: false,
    options,
  }
}
