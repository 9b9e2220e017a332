import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.naver.com/docs/login/profile/profile.md */
export interface NaverProfile extends OpenProfile {
  resultcode: string
  message: string
  response: { id: string; nickname?: string; name?: string; email?: string; profile_image?: string }
}

export const facts: ProviderFacts = {
  register: "https://developers.naver.com/apps/",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "the profile is in `response`",
}

/**
 * Sign-in with Naver.
 *
 * @see https://developers.naver.com/docs/login/profile/profile.md
 */
export default function Naver<P extends NaverProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "naver",
    name: "Naver",
    type: "oauth",
    authorization: "https://nid.naver.com/oauth2.0/authorize",
    token: "https://nid.naver.com/oauth2.0/token",
    userinfo: "https://openapi.naver.com/v1/nid/me",
    checks: ["state"],
    profile: ({ response }) => ({
      id: response.id,
      name: response.nickname ?? null,
      email: response.email ?? null,
      image: response.profile_image ?? null,
    }),
    emailVerified: false,
    options,
  }
}
