import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://open.larksuite.com/document/common-capabilities/sso/web-application-sso/web-app-overview */
export interface LarkProfile extends OpenProfile {
  /** Of somebody in one app. */
  open_id: string
  /** Of somebody in all apps of one developer. */
  union_id?: string
  tenant_key?: string
  name?: string
  en_name?: string
  avatar_url?: string
  /** Where the app may read it. */
  email?: string
}

export const facts: ProviderFacts = {
  register: "https://open.larksuite.com/app",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Lark, or with Feishu, as it is called in China.
 *
 * @param options `domain: "feishu.cn"` for Feishu
 *
 * @see https://open.larksuite.com/document/common-capabilities/sso/web-application-sso/web-app-overview
 */
export default function Lark<P extends LarkProfile>(
  options: OAuthUserConfig<P> & { domain?: "larksuite.com" | "feishu.cn" },
): OAuthConfig<P> {
  const passport = `https://passport.${options.domain ?? "larksuite.com"}/suite/passport/oauth`
  return {
    id: "lark",
    name: options.domain === "feishu.cn" ? "Feishu" : "Lark",
    type: "oauth",
    authorization: { url: `${passport}/authorize`, params: { scope: "" } },
    token: `${passport}/token`,
    userinfo: `${passport}/userinfo`,
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ open_id, name, email, avatar_url }) => ({
      id: open_id,
      name: name ?? null,
      email: email || null,
      image: avatar_url ?? null,
    }),
    style: { text: "#fff", bg: "#3370ff" },
    options,
  }
}
