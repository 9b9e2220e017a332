import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile */
export interface SpotifyProfile extends OpenProfile {
  id: string
  display_name: string
  email: string
  images: SpotifyImage[]
}

export interface SpotifyImage {
  url: string
  height?: number | null
  width?: number | null
}

export const facts: ProviderFacts = {
  register: "https://developer.spotify.com/dashboard",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Spotify.
 *
 * Spotify does not verify addresses: its documentation says so.
 *
 * @see https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile
 */
export default function Spotify<P extends SpotifyProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "spotify",
    name: "Spotify",
    type: "oauth",
    authorization: "https://accounts.spotify.com/authorize?scope=user-read-email",
    token: "https://accounts.spotify.com/api/token",
    userinfo: "https://api.spotify.com/v1/me",
    profile: ({ id, display_name, email, images }) => ({
      id,
      name: display_name,
      email,
      image: images?.[0]?.url ?? null,
    }),
    emailVerified: false,
    style: { logo: "/spotify.svg", text: "#fff", bg: "#000" },
    options,
  }
}
