import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://api.intra.42.fr/apidoc/2.0/users/me.html */
export interface FortyTwoProfile extends OpenProfile {
  id: number
  login: string
  email: string
  usual_full_name: string | null
  image: { link: string | null; versions: Record<"large" | "medium" | "small" | "micro", string | null> }
  image_url?: string | null
  campus: { id: number; name: string }[]
}

export const facts: ProviderFacts = {
  register: "https://profile.intra.42.fr/oauth/applications",
  emails: "verified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with 42 School.
 *
 * @see https://api.intra.42.fr/apidoc/2.0/users/me.html
 */
export default function FortyTwo<P extends FortyTwoProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "42-school",
    name: "42 School",
    type: "oauth",
    authorization: { url: "https://api.intra.42.fr/oauth/authorize", params: { scope: "public" } },
    token: "https://api.intra.42.fr/oauth/token",
    userinfo: "https://api.intra.42.fr/v2/me",
    profile: ({ id, usual_full_name, email, image_url }) => ({
      id: id.toString(),
      name: usual_full_name,
      email,
      image: image_url ?? null,
    }),
    emailVerified: true,
    options,
  }
}
