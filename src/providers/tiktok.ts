import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.tiktok.com/doc/oauth-user-access-token-management */
export interface TikTokProfile extends OpenProfile {
  data: { user: { open_id: string; union_id?: string; avatar_url: string; display_name: string } }
}

export const facts: ProviderFacts = {
  register: "https://developers.tiktok.com/apps",
  emails: "none",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "the client's id is called `client_key`",
}

/**
 * Sign-in with TikTok.
 *
 * @see https://developers.tiktok.com/doc/oauth-user-access-token-management
 */
export default function TikTok<P extends TikTokProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "tiktok",
    name: "TikTok",
    type: "oauth",
    client: { token_endpoint_auth_method: "client_secret_post" },
    authorization: {
      url: "https://www.tiktok.com/v2/auth/authorize",
      params: { client_key: options.clientId, scope: "user.info.basic" },
    },
    token: { url: "https://open.tiktokapis.com/v2/oauth/token/", params: { client_key: options.clientId } },
    userinfo: "https://open.tiktokapis.com/v2/user/info/?fields=open_id,avatar_url,display_name",
    checks: ["pkce", "state"],
    profile: ({ data: { user } }) => ({
      id: user.open_id,
      name: user.display_name,
      image: user.avatar_url,
      email: null,
    }),
    style: { bg: "#000", text: "#fff" },
    options,
  }
}
