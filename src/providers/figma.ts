import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.figma.com/docs/rest-api/users-endpoints/ */
export interface FigmaProfile extends OpenProfile {
  id: string
  email: string
  handle: string
  img_url: string
}

export const facts: ProviderFacts = {
  register: "https://www.figma.com/developers/apps",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "the scope of next-auth 5, `files:read`, is retired",
}

/**
 * Sign-in with Figma.
 *
 * @see https://developers.figma.com/docs/rest-api/users-endpoints/
 */
export default function Figma<P extends FigmaProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "figma",
    name: "Figma",
    type: "oauth",
    authorization: { url: "https://www.figma.com/oauth", params: { scope: "current_user:read" } },
    checks: ["state"],
    token: "https://api.figma.com/v1/oauth/token",
    userinfo: "https://api.figma.com/v1/me",
    profile: ({ id, email, handle, img_url }) => ({ id, name: handle, email, image: img_url }),
    style: { text: "#fff", bg: "#ff7237" },
    options,
  }
}
