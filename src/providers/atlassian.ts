import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/ */
export interface AtlassianProfile extends OpenProfile {
  account_id: string
  name: string
  email: string
  picture: string
}

export const facts: ProviderFacts = {
  register: "https://developer.atlassian.com/console/myapps/",
  emails: "unverified",
  refresh: "scope=offline_access",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Atlassian.
 *
 * @param options `authorization.params.scope` of your own has to contain `read:me`
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
 */
export default function Atlassian<P extends AtlassianProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "atlassian",
    name: "Atlassian",
    type: "oauth",
    authorization: {
      url: "https://auth.atlassian.com/authorize",
      params: { audience: "api.atlassian.com", prompt: "consent", scope: "read:me" },
    },
    token: "https://auth.atlassian.com/oauth/token",
    userinfo: "https://api.atlassian.com/me",
    profile: ({ account_id, name, email, picture }) => ({ id: account_id, name, email, image: picture }),
    style: { logo: "/atlassian.svg", bg: "#fff", text: "#0052cc" },
    options,
  }
}
