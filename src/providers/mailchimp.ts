import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/ */
export interface MailchimpProfile extends OpenProfile {
  accountname: string
  login: { login_id: number | string; email: string }
  dc: string
  api_endpoint: string
}

export const facts: ProviderFacts = {
  register: "https://admin.mailchimp.com/account/oauth2/",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Mailchimp.
 *
 * @see https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/
 */
export default function Mailchimp<P extends MailchimpProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "mailchimp",
    name: "Mailchimp",
    type: "oauth",
    authorization: "https://login.mailchimp.com/oauth2/authorize",
    token: "https://login.mailchimp.com/oauth2/token",
    userinfo: "https://login.mailchimp.com/oauth2/metadata",
    profile: ({ accountname, login }) => ({
      id: login.login_id.toString(),
      name: accountname,
      email: login.email,
      image: null,
    }),
    style: { logo: "/mailchimp.svg", bg: "#000", text: "#fff" },
    options,
  }
}
