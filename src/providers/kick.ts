import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.kick.com/getting-started/generating-tokens-oauth2-flow */
export interface KickProfile extends OpenProfile {
  data: { user_id: number; name: string; email?: string; profile_picture: string }[]
}

export const facts: ProviderFacts = {
  register: "https://kick.com/settings/developer",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "the profile is the first of a list",
}

/**
 * Sign-in with Kick.
 *
 * @see https://docs.kick.com/getting-started/generating-tokens-oauth2-flow
 */
export default function Kick<P extends KickProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "kick",
    name: "Kick",
    type: "oauth",
    authorization: { url: "https://id.kick.com/oauth/authorize", params: { scope: "user:read" } },
    token: "https://id.kick.com/oauth/token",
    userinfo: "https://api.kick.com/public/v1/users",
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["pkce", "state"],
    profile({ data: [person] }) {
      if (!person) throw new TypeError("Kick names nobody")
      const { user_id, name, email, profile_picture } = person
      return { id: user_id.toString(), name, email: email ?? null, image: profile_picture }
    },
    emailVerified: false,
    options,
  }
}
