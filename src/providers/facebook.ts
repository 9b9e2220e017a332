import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.facebook.com/docs/graph-api/reference/user */
export interface FacebookProfile extends OpenProfile {
  id: string
  name?: string
  email?: string
  picture: { data: { url: string } }
}

export const facts: ProviderFacts = {
  register: "https://developers.facebook.com/apps",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
  departs: "it does not say whether an address is confirmed",
}

/**
 * Sign-in with Facebook.
 *
 * @see https://developers.facebook.com/docs/graph-api/reference/user
 */
export default function Facebook<P extends FacebookProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "facebook",
    name: "Facebook",
    type: "oauth",
    authorization: "https://www.facebook.com/v11.0/dialog/oauth?scope=email",
    token: "https://graph.facebook.com/oauth/access_token",
    userinfo: {
      url: "https://graph.facebook.com/me",
      params: { fields: "id,name,email,picture" },
      request: ({ tokens, client }) => client.userinfo<P>(tokens),
    },
    profile: ({ id, name, email, picture }) => ({
      id,
      name: name ?? null,
      email: email ?? null,
      image: picture?.data?.url ?? null,
    }),
    style: { logo: "/facebook.svg", bg: "#006aff", text: "#fff" },
    options,
  }
}
