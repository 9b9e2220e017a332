import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html */
export interface CognitoProfile extends OpenProfile {
  sub: string
  name: string
  email: string
  email_verified?: boolean
  picture: string
}

export const facts: ProviderFacts = {
  register: "https://console.aws.amazon.com/cognito/",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "signing out is by `/logout` with `client_id` and `logout_uri`",
}

/**
 * Sign-in with Cognito.
 *
 * @param options `issuer` is required: `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export default function Cognito<P extends CognitoProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "cognito",
    name: "Cognito",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    idToken: true,
    profile: ({ sub, name, email, picture }) => ({ id: sub, name, email, image: picture }),
    style: { logo: "/cognito.svg", bg: "#fff", text: "#C17B9E" },
    options,
  }
}
