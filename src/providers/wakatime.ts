import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://wakatime.com/developers#users */
export interface WakaTimeProfile extends OpenProfile {
  data: { id: string; display_name: string; email: string; is_email_confirmed?: boolean; photo: string }
}

export const facts: ProviderFacts = {
  register: "https://wakatime.com/apps",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with WakaTime.
 *
 * @see https://wakatime.com/developers#users
 */
export default function WakaTime<P extends WakaTimeProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "wakatime",
    name: "WakaTime",
    type: "oauth",
    authorization: { url: "https://wakatime.com/oauth/authorize", params: { scope: "email" } },
    token: "https://wakatime.com/oauth/token",
    userinfo: "https://wakatime.com/api/v1/users/current",
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["state"],
    profile: ({ data }) => ({ id: data.id, name: data.display_name, email: data.email, image: data.photo }),
    emailVerified: ({ data }) => data.is_email_confirmed,
    revocation: "https://wakatime.com/oauth/revoke",
    options,
  }
}
