import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_158074210415.html */
export interface NetSuiteProfile extends OpenProfile {
  id: number | string
  name: string
  email: string
  location: number
  role: number
}

export const facts: ProviderFacts = {
  register: "https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_157771733782.html",
  emails: "unverified",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "there is no userinfo endpoint: a RESTlet of yours answers",
}

/**
 * Sign-in with NetSuite.
 *
 * @param options `accountID`, and `userinfo`: the address of a RESTlet that answers with `id`, `name` and `email`, are required
 *
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_158074210415.html
 */
export default function NetSuite<P extends NetSuiteProfile>(
  options: OAuthUserConfig<P> & { accountID: string; scope?: string },
): OAuthConfig<P> {
  return {
    id: "netsuite",
    name: "NetSuite",
    type: "oauth",
    checks: ["pkce", "state"],
    authorization: {
      url: `https://${options.accountID}.app.netsuite.com/app/login/oauth2/authorize.nl`,
      params: { scope: options.scope ?? "restlets rest_webservices" },
    },
    token: `https://${options.accountID}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token`,
    ...(options.userinfo === undefined ? {} : { userinfo: options.userinfo }),
    profile: ({ id, name, email }) => ({ id: id.toString(), name, email, image: null }),
    revocation: `https://${options.accountID}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke`,
    style: { logo: "/netsuite.svg", bg: "#181a1b", text: "#fbfbfb" },
    options,
  }
}
