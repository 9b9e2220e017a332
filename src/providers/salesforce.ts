import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm */
export interface SalesforceProfile extends OpenProfile {
  sub: string
  user_id: string
  organization_id: string
  nickname: string
  email: string
  email_verified: boolean
  picture: string
}

export const facts: ProviderFacts = {
  register: "https://help.salesforce.com/s/articleView?id=xcloud.connected_app_create.htm",
  emails: "none",
  refresh: "scope=refresh_token",
  revoke: true,
  logout: false,
}

const issuerOf = ({ issuer = "https://login.salesforce.com" }: { issuer?: string }): string => issuer

/**
 * Sign-in with Salesforce.
 *
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm
 */
export default function Salesforce<P extends SalesforceProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "salesforce",
    name: "Salesforce",
    type: "oauth",
    authorization: `${issuerOf(options)}/services/oauth2/authorize?display=page`,
    token: `${issuerOf(options)}/services/oauth2/token`,
    userinfo: `${issuerOf(options)}/services/oauth2/userinfo`,
    checks: ["pkce", "state"],
    profile: ({ user_id, picture }) => ({ id: user_id, name: null, email: null, image: picture }),
    revocation: `${issuerOf(options)}/services/oauth2/revoke`,
    options,
  }
}
