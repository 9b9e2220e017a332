import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://www.zoho.com/accounts/protocol/oauth/web-apps.html */
export interface ZohoProfile extends OpenProfile {
  ZUID: number
  First_Name: string
  Last_Name: string
  Display_Name: string
  Email: string
}

export const facts: ProviderFacts = {
  register: "https://api-console.zoho.com/",
  emails: "unverified",
  refresh: "access_type=offline",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Zoho.
 *
 * @see https://www.zoho.com/accounts/protocol/oauth/web-apps.html
 */
export default function Zoho<P extends ZohoProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "zoho",
    name: "Zoho",
    type: "oauth",
    authorization: "https://accounts.zoho.com/oauth/v2/auth?scope=AaaServer.profile.Read",
    token: "https://accounts.zoho.com/oauth/v2/token",
    userinfo: "https://accounts.zoho.com/oauth/user/info",
    profile: ({ ZUID, First_Name, Last_Name, Email }) => ({
      id: ZUID.toString(),
      name: [First_Name, Last_Name].filter(Boolean).join(" "),
      email: Email,
      image: null,
    }),
    revocation: "https://accounts.zoho.com/oauth/v2/token/revoke",
    options,
  }
}
