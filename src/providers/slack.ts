import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.slack.dev/authentication/sign-in-with-slack/ */
export interface SlackProfile extends OpenProfile {
  ok: boolean
  sub: string
  email: string
  email_verified: boolean
  name: string
  picture: string
  given_name: string
  family_name: string
  locale: string
}

export const facts: ProviderFacts = {
  register: "https://api.slack.com/apps",
  emails: "claim",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Slack.
 *
 * @see https://docs.slack.dev/authentication/sign-in-with-slack/
 */
export default function Slack<P extends SlackProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "slack",
    name: "Slack",
    type: "oauth",
    wellKnown: "https://slack.com/.well-known/openid-configuration",
    authorization: { params: { scope: "openid profile email" } },
    profile: ({ sub, name, email, picture }) => ({ id: sub, name, email, image: picture }),
    style: { logo: "/slack.svg", bg: "#000", text: "#fff" },
    options,
  }
}
