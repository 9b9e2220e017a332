import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.digitalocean.com/reference/api/oauth/ */
export interface DigitalOceanProfile extends OpenProfile {
  account: { uuid: string; email: string; email_verified: boolean; name?: string }
}

export const facts: ProviderFacts = {
  register: "https://cloud.digitalocean.com/account/api/applications",
  emails: "claim",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with DigitalOcean.
 *
 * @see https://docs.digitalocean.com/reference/api/oauth/
 */
export default function DigitalOcean<P extends DigitalOceanProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "digitalocean",
    name: "DigitalOcean",
    type: "oauth",
    authorization: { url: "https://cloud.digitalocean.com/v1/oauth/authorize", params: { scope: "account:read" } },
    token: "https://cloud.digitalocean.com/v1/oauth/token",
    userinfo: "https://api.digitalocean.com/v2/account",
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["state"],
    profile: ({ account }) => ({ id: account.uuid, name: account.name ?? null, email: account.email, image: null }),
    emailVerified: ({ account }) => account.email_verified,
    options,
  }
}
