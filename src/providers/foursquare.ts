import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.foursquare.com/developer/reference/personalization-apis-authentication */
export interface FoursquareProfile extends OpenProfile {
  response: {
    user: {
      id: string
      firstName?: string
      lastName?: string
      contact: { email?: string }
      photo?: { prefix: string; suffix: string }
    }
  }
}

export const facts: ProviderFacts = {
  register: "https://foursquare.com/developers/apps",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
  departs: "the access token goes in the query, with a version of the API",
}

/**
 * Sign-in with Foursquare.
 *
 * @see https://docs.foursquare.com/developer/reference/personalization-apis-authentication
 */
export default function Foursquare<P extends FoursquareProfile>(
  options: OAuthUserConfig<P> & { apiVersion?: string },
): OAuthConfig<P> {
  return {
    id: "foursquare",
    name: "Foursquare",
    type: "oauth",
    authorization: "https://foursquare.com/oauth2/authenticate",
    token: "https://foursquare.com/oauth2/access_token",
    userinfo: {
      request: ({ client, tokens }) =>
        client.userinfo<P>(tokens, {
          url: "https://api.foursquare.com/v2/users/self",
          params: { v: options.apiVersion ?? "20230131", oauth_token: tokens.access_token ?? "" },
        }),
    },
    profile: ({ response: { user } }) => ({
      id: user.id,
      name: [user.firstName, user.lastName].filter(Boolean).join(" "),
      email: user.contact?.email ?? null,
      image: user.photo ? `${user.photo.prefix}original${user.photo.suffix}` : null,
    }),
    style: { logo: "/foursquare.svg", text: "#fff", bg: "#000" },
    options,
  }
}
