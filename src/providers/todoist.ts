import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.todoist.com/api/v1/#tag/User */
export interface TodoistProfile extends OpenProfile {
  id: string
  email: string
  full_name: string
  avatar_big: string
  verification_status?: "verified" | "unverified" | "blocked" | "legacy"
}

export const facts: ProviderFacts = {
  register: "https://developer.todoist.com/appconsole.html",
  emails: "claim",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Todoist.
 *
 * @see https://developer.todoist.com/api/v1/#tag/Authorization
 */
export default function Todoist<P extends TodoistProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "todoist",
    name: "Todoist",
    type: "oauth",
    authorization: { url: "https://todoist.com/oauth/authorize", params: { scope: "data:read" } },
    token: "https://todoist.com/oauth/access_token",
    client: { token_endpoint_auth_method: "client_secret_post" },
    userinfo: "https://api.todoist.com/api/v1/user",
    profile: ({ id, email, full_name, avatar_big }) => ({ id, email, name: full_name, image: avatar_big }),
    emailVerified: ({ verification_status: status }) => (status === undefined ? undefined : status === "verified"),
    style: { logo: "/todoist.svg", text: "#000", bg: "#E44332" },
    options,
  }
}
