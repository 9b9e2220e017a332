import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.cdp.coinbase.com/coinbase-app/oauth2-integration/overview */
export interface CoinbaseProfile extends OpenProfile {
  data: { id: string; name: string; email: string; avatar_url: string }
}

export const facts: ProviderFacts = {
  register: "https://www.coinbase.com/settings/api",
  emails: "unverified",
  refresh: "scope=offline_access",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Coinbase.
 *
 * @see https://docs.cdp.coinbase.com/coinbase-app/oauth2-integration/overview
 */
export default function Coinbase<P extends CoinbaseProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "coinbase",
    name: "Coinbase",
    type: "oauth",
    authorization: "https://login.coinbase.com/oauth2/auth?scope=wallet:user:email+wallet:user:read",
    token: "https://login.coinbase.com/oauth2/token",
    userinfo: "https://api.coinbase.com/v2/user",
    checks: ["pkce", "state"],
    profile: ({ data }) => ({ id: data.id, name: data.name, email: data.email, image: data.avatar_url }),
    options,
  }
}
