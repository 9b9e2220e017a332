import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://trakt.docs.apiary.io/#reference/users/profile/get-user-profile */
export interface TraktProfile extends OpenProfile {
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

async function me<P>(accessToken: string | undefined, clientId: string | undefined): Promise<P> {
  const headers = { authorization: `Bearer ${accessToken}`, "trakt-api-version": "2", "trakt-api-key": clientId ?? "" }
  const url = "https://api.trakt.tv/users/me?extended=full"
  const response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new TypeError(`Trakt answered with status ${response.status}`)
  return (await response.json()) as P
}

/**
 * Sign-in with Trakt.
 *
 * @see https://trakt.docs.apiary.io/#reference/users/profile/get-user-profile
 */
export default function Trakt<P extends TraktProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "trakt",
    name: "Trakt",
    type: "oauth",
    authorization: { url: "https://trakt.tv/oauth/authorize", params: { scope: "" } },
    token: "https://api.trakt.tv/oauth/token",
    userinfo: { request: ({ tokens, provider }) => me<P>(tokens.access_token, provider.clientId) },
    profile: ({ ids, name, images }) => ({ id: ids.slug, name, email: null, image: images.avatar.full }),
    revocation: "https://api.trakt.tv/oauth/revoke",
    style: { logo: "/trakt.svg", bg: "#ED2224", text: "#fff" },
    options,
  }
}
