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

async function self<P>(accessToken: string | undefined, version = "20230131"): Promise<P> {
  const url = new URL("https://api.foursquare.com/v2/users/self")
  url.search = new URLSearchParams({ v: version, oauth_token: accessToken ?? "" }).toString()
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new TypeError(`Foursquare answered with status ${response.status}`)
  return (await response.json()) as P
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
    userinfo: { request: ({ tokens }) => self<P>(tokens.access_token, options.apiVersion) },
    profile: ({ response: { user } }) => ({
      id: user.id,
      name: `${user.firstName} ${user.lastName}`,
      email: user.contact.email ?? null,
      image: user.photo ? `${user.photo.prefix}original${user.photo.suffix}` : null,
    }),
    style: { logo: "/foursquare.svg", text: "#fff", bg: "#000" },
    options,
  }
}
