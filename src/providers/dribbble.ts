import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.dribbble.com/v2/user/ */
export interface DribbbleProfile extends OpenProfile {
  id: number
  name: string
  login: string
  email?: string
  avatar_url: string
}

export const facts: ProviderFacts = {
  register: "https://dribbble.com/account/applications",
  emails: "none",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Dribbble.
 *
 * @see https://developer.dribbble.com/v2/user/
 */
export default function Dribbble<P extends DribbbleProfile>(
  options: OAuthUserConfig<P> & { scope?: string },
): OAuthConfig<P> {
  return {
    id: "dribbble",
    name: "Dribbble",
    type: "oauth",
    authorization: { url: "https://dribbble.com/oauth/authorize", params: { scope: options.scope ?? "public" } },
    token: "https://dribbble.com/oauth/token",
    userinfo: "https://api.dribbble.com/v2/user",
    checks: ["pkce", "state"],
    profile: ({ id, name, email, avatar_url }) => ({
      id: id.toString(),
      name,
      email: email ?? null,
      image: avatar_url,
    }),
    style: { text: "#fff", bg: "#000" },
    options,
  }
}
