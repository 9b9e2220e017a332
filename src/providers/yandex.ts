import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://yandex.com/dev/id/doc/en/user-information */
export interface YandexProfile extends OpenProfile {
  id: string
  login: string
  client_id: string
  display_name?: string
  real_name?: string
  first_name?: string
  last_name?: string
  default_email?: string
  emails?: string[]
  is_avatar_empty?: boolean
  default_avatar_id?: string
}

export const facts: ProviderFacts = {
  register: "https://oauth.yandex.com/client/new",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Yandex.
 *
 * @see https://yandex.com/dev/id/doc/en/user-information
 */
export default function Yandex<P extends YandexProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "yandex",
    name: "Yandex",
    type: "oauth",
    authorization: "https://oauth.yandex.ru/authorize?scope=login:info+login:email+login:avatar",
    token: "https://oauth.yandex.ru/token",
    userinfo: "https://login.yandex.ru/info?format=json",
    profile: ({ id, display_name, real_name, first_name, default_email, is_avatar_empty, default_avatar_id }) => ({
      id,
      name: display_name ?? real_name ?? first_name ?? null,
      email: default_email ?? null,
      image:
        !is_avatar_empty && default_avatar_id
          ? `https://avatars.yandex.net/get-yapic/${default_avatar_id}/islands-200`
          : null,
    }),
    style: { logo: "/yandex.svg", bg: "#ffcc00", text: "#000" },
    options,
  }
}
