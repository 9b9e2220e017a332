import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://trakt.docs.apiary.io/#reference/users/profile/get-user-profile */
export interface TraktUser extends OpenProfile {
  username: string
  private: boolean
  name: string
  vip: boolean
  ids: { slug: string }
  images: { avatar: { full: string } }
}

export const facts: ProviderFacts = {
  register: "https://trakt.tv/oauth/applications",
  emails: "none",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "the profile needs headers of the API",
}

/**
 * Sign-in with Trakt.
 *
 * @see https://trakt.docs.apiary.io/#reference/users/profile/get-user-profile
 */
export default function Trakt<P extends TraktUser>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "trakt",
    name: "Trakt",
    type: "oauth",
    authorization: { url: "https://trakt.tv/oauth/authorize", params: { scope: "" } },
    token: "https://api.trakt.tv/oauth/token",
    userinfo: {
      request: ({ client, tokens, provider }) =>
        client.userinfo<P>(tokens, {
          url: "https://api.trakt.tv/users/me?extended=full",
          headers: { "trakt-api-version": "2", "trakt-api-key": provider.clientId ?? "" },
        }),
    },
    profile: ({ ids, name, images }) => ({ id: ids.slug, name, email: null, image: images.avatar.full }),
    revocation: "https://api.trakt.tv/oauth/revoke",
    style: { logo: "/trakt.svg", bg: "#ED2224", text: "#fff" },
    options,
  }
}
