import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.facebook.com/docs/threads/threads-profiles */
export interface ThreadsProfile extends OpenProfile {
  id: string
  username: string
  threads_profile_picture_url?: string
}

export const facts: ProviderFacts = {
  register: "https://developers.facebook.com/apps",
  emails: "none",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Threads.
 *
 * @see https://developers.facebook.com/docs/threads/threads-profiles
 */
export default function Threads<P extends ThreadsProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "threads",
    name: "Threads",
    type: "oauth",
    checks: ["state"],
    authorization: "https://threads.net/oauth/authorize?scope=threads_basic",
    token: "https://graph.threads.net/oauth/access_token",
    userinfo: "https://graph.threads.net/v1.0/me?fields=id,username,threads_profile_picture_url",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ id, username, threads_profile_picture_url }) => ({
      id,
      name: username,
      email: null,
      image: threads_profile_picture_url ?? null,
    }),
    style: { bg: "#000", text: "#fff" },
    options,
  }
}
