import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.clickup.com/reference/getauthorizeduser */
export interface ClickUpProfile extends OpenProfile {
  user: { id: number; username: string; email?: string; color: string; profilePicture: string }
}

export const facts: ProviderFacts = {
  register: "https://app.clickup.com/settings/apps",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with ClickUp.
 *
 * @see https://developer.clickup.com/reference/getauthorizeduser
 */
export default function ClickUp<P extends ClickUpProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "click-up",
    name: "ClickUp",
    type: "oauth",
    authorization: "https://app.clickup.com/api",
    token: "https://api.clickup.com/api/v2/oauth/token",
    userinfo: { url: "https://api.clickup.com/api/v2/user" },
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["state"],
    profile: ({ user }) => ({
      id: user.id.toString(),
      name: user.username,
      email: user.email ?? null,
      image: user.profilePicture,
    }),
    emailVerified: false,
    style: { bg: "#24292f", text: "#fff" },
    options,
  }
}
