import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.joinmastodon.org/methods/accounts/#verify_credentials */
export interface MastodonProfile extends OpenProfile {
  id: string
  username: string
  acct: string
  display_name: string
  avatar: string
  avatar_static: string
}

export const facts: ProviderFacts = {
  register: "https://docs.joinmastodon.org/client/token/",
  emails: "none",
  refresh: "never",
  revoke: true,
  logout: false,
  departs: "each server has apps of its own",
}

/**
 * Sign-in with Mastodon.
 *
 * @param options `issuer` is required: `https://mastodon.social`
 *
 * @see https://docs.joinmastodon.org/methods/accounts/#verify_credentials
 */
export default function Mastodon<P extends MastodonProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "mastodon",
    name: "Mastodon",
    type: "oauth",
    authorization: `${options.issuer}/oauth/authorize?scope=read`,
    token: `${options.issuer}/oauth/token`,
    userinfo: `${options.issuer}/api/v1/accounts/verify_credentials`,
    checks: ["pkce", "state"],
    profile: ({ id, username, avatar_static }) => ({ id, name: username, image: avatar_static, email: null }),
    revocation: `${options.issuer}/oauth/revoke`,
    options,
  }
}
