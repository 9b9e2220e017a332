import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** What `issuer` may be. */
export type BattleNetIssuer =
  | "https://www.battlenet.com.cn/oauth"
  | `https://${"us" | "eu" | "kr" | "tw"}.battle.net/oauth`

/** @see https://develop.battle.net/documentation/guides/using-oauth */
export interface BattleNetProfile extends OpenProfile {
  sub: string
  battle_tag: string
}

export const facts: ProviderFacts = {
  register: "https://develop.battle.net/access/clients",
  emails: "none",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Battle.net.
 *
 * @param options `issuer` is required: `https://oauth.battle.net`
 *
 * @see https://develop.battle.net/documentation/guides/using-oauth
 */
export default function BattleNet<P extends BattleNetProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "battlenet",
    name: "Battle.net",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    profile: ({ sub, battle_tag }) => ({ id: sub, name: battle_tag, email: null, image: null }),
    style: { logo: "/battlenet.svg", bg: "#148eff", text: "#fff" },
    options,
  }
}
