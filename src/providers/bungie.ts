import { pathSegment } from "../methods/oauth/path-segment.js"
import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://bungie-net.github.io/#User.GetBungieAccount */
export interface BungieProfile extends OpenProfile {
  Response: { bungieNetUser: { membershipId: string; displayName: string; profilePicturePath: string } }
}

export const facts: ProviderFacts = {
  register: "https://www.bungie.net/en/Application",
  emails: "none",
  refresh: "confidential clients always",
  revoke: false,
  logout: false,
  departs: "the profile is asked for by the membership that came with the token, with an API key",
}

/**
 * Sign-in with Bungie.
 *
 * @param options `apiKey` is required, from the page of the app
 *
 * @see https://bungie-net.github.io/#User.GetBungieAccount
 */
export default function Bungie<P extends BungieProfile>(
  options: OAuthUserConfig<P> & { apiKey?: string },
): OAuthConfig<P> {
  return {
    id: "bungie",
    name: "Bungie",
    type: "oauth",
    authorization: "https://www.bungie.net/en/OAuth/Authorize?reauth=true",
    token: "https://www.bungie.net/platform/app/oauth/token/",
    userinfo: {
      url: "https://www.bungie.net/platform/User/GetBungieAccount/{membershipId}/254/",
      request: ({ client, tokens }) =>
        client.userinfo<P>(tokens, {
          url: `https://www.bungie.net/platform/User/GetBungieAccount/${pathSegment(tokens.membership_id)}/254/`,
          headers: { "x-api-key": options.apiKey ?? "" },
        }),
    },
    profile: ({ Response: { bungieNetUser } }) => ({
      id: bungieNetUser.membershipId,
      name: bungieNetUser.displayName,
      email: null,
      image: `https://www.bungie.net${bungieNetUser.profilePicturePath.startsWith("/") ? "" : "/"}${bungieNetUser.profilePicturePath}`,
    }),
    options,
  }
}
