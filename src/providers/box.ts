import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.box.com/reference/get-users-me/ */
export interface BoxProfile extends OpenProfile {
  id: string
  name: string
  login: string
  avatar_url: string
}

export const facts: ProviderFacts = {
  register: "https://app.box.com/developers/console",
  emails: "unverified",
  refresh: "always",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Box.
 *
 * @see https://developer.box.com/reference/get-users-me/
 */
export default function Box<P extends BoxProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "box",
    name: "Box",
    type: "oauth",
    authorization: "https://account.box.com/api/oauth2/authorize",
    token: "https://api.box.com/oauth2/token",
    userinfo: "https://api.box.com/2.0/users/me",
    profile: ({ id, name, login, avatar_url }) => ({ id, name, email: login, image: avatar_url }),
    revocation: "https://api.box.com/oauth2/revoke",
    style: { logo: "/box.svg", bg: "#0075C9", text: "#fff" },
    options,
  }
}
