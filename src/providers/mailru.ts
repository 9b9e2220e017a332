import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://id.vk.com/about/business/go/docs/en/mailru */
export interface MailRuProfile extends OpenProfile {
  id: string
  name: string
  email: string
  image: string
}

export const facts: ProviderFacts = {
  register: "https://o2.mail.ru/app/",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Mail.ru.
 *
 * @see https://id.vk.com/about/business/go/docs/en/mailru
 */
export default function MailRu<P extends MailRuProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "mailru",
    name: "Mail.ru",
    type: "oauth",
    authorization: "https://oauth.mail.ru/login?scope=userinfo",
    token: "https://oauth.mail.ru/token",
    userinfo: "https://oauth.mail.ru/userinfo",
    profile: ({ id, name, email, image }) => ({ id, name, email, image }),
    options,
  }
}
