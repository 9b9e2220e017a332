import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser */
export interface PipedriveProfile extends OpenProfile {
  success: boolean
  data: { id: number; name: string; email: string; icon_url: string | null; company_id: number }
}

export const facts: ProviderFacts = {
  register: "https://developers.pipedrive.com/",
  emails: "unverified",
  refresh: "always",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Pipedrive.
 *
 * @see https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser
 */
export default function Pipedrive<P extends PipedriveProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "pipedrive",
    name: "Pipedrive",
    type: "oauth",
    version: "2.0",
    authorization: "https://oauth.pipedrive.com/oauth/authorize",
    token: "https://oauth.pipedrive.com/oauth/token",
    userinfo: "https://api.pipedrive.com/users/me",
    profile: ({ data }) => ({ id: data.id.toString(), name: data.name, email: data.email, image: data.icon_url }),
    revocation: "https://oauth.pipedrive.com/oauth/revoke",
    options,
  }
}
