import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** As `2022-04-11T01:45:28Z`. */
export type DateTime = string
export type Gender = "female" | "male"
export type AgeRange =
  | "1-9"
  | "10-14"
  | "15-19"
  | "20-29"
  | "30-39"
  | "40-49"
  | "50-59"
  | "60-69"
  | "70-79"
  | "80-89"
  | "90-"

/** @see https://developers.kakao.com/docs/latest/en/kakaologin/rest-api#req-user-info */
export interface KakaoProfile extends OpenProfile {
  id: number
  kakao_account?: {
    email?: string
    is_email_valid?: boolean
    is_email_verified?: boolean
    profile?: { nickname?: string; profile_image_url?: string }
    age_range?: AgeRange
    gender?: Gender
  }
  connected_at?: DateTime
}

export const facts: ProviderFacts = {
  register: "https://developers.kakao.com/console/app",
  emails: "claim",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Kakao.
 *
 * @see https://developers.kakao.com/docs/latest/en/kakaologin/rest-api#req-user-info
 */
export default function Kakao<P extends KakaoProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "kakao",
    name: "Kakao",
    type: "oauth",
    authorization: "https://kauth.kakao.com/oauth/authorize?scope",
    token: "https://kauth.kakao.com/oauth/token",
    userinfo: "https://kapi.kakao.com/v2/user/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ id, kakao_account }) => ({
      id: id.toString(),
      name: kakao_account?.profile?.nickname ?? null,
      email: kakao_account?.email ?? null,
      image: kakao_account?.profile?.profile_image_url ?? null,
    }),
    emailVerified: ({ kakao_account }) => kakao_account?.is_email_verified,
    options,
  }
}
