import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
export interface GithubProfile extends OpenProfile {
  login: string
  id: number
  node_id: string
  avatar_url: string
  gravatar_id: string | null
  url: string
  html_url: string
  followers_url: string
  following_url: string
  gists_url: string
  starred_url: string
  subscriptions_url: string
  organizations_url: string
  repos_url: string
  events_url: string
  received_events_url: string
  type: string
  site_admin: boolean
  name: string | null
  company: string | null
  blog: string | null
  location: string | null
  email: string | null
  hireable: boolean | null
  bio: string | null
  twitter_username?: string | null
  public_repos: number
  public_gists: number
  followers: number
  following: number
  created_at: string
  updated_at: string
  private_gists?: number
  total_private_repos?: number
  owned_private_repos?: number
  disk_usage?: number
  suspended_at?: string | null
  collaborators?: number
  two_factor_authentication: boolean
  plan?: { collaborators: number; name: string; space: number; private_repos: number }
}

/** @see https://docs.github.com/en/rest/users/emails#list-email-addresses-for-the-authenticated-user */
export interface GithubEmail extends OpenProfile {
  email: string
  primary: boolean
  verified: boolean
  visibility: "public" | "private"
}

export const facts: ProviderFacts = {
  register: "https://github.com/settings/developers",
  emails: "verified",
  refresh: "GitHub Apps with expiring tokens",
  revoke: false,
  logout: false,
  departs: "errors come with status 200; a hidden address is asked for apart",
}

/**
 * Sign-in with GitHub. Somebody who hides their address in their profile is asked for by `GET /user/emails`.
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export default function GitHub<P extends GithubProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    issuer: "https://github.com/login/oauth",
    authorization: {
      url: "https://github.com/login/oauth/authorize",
      params: { scope: "read:user user:email" },
    },
    token: "https://github.com/login/oauth/access_token",
    userinfo: {
      url: "https://api.github.com/user",
      async request({ client, tokens, provider }) {
        const profile = await client.userinfo<P>(tokens)
        const { url } = provider.userinfo as { url: string } // may be a server of one's own: the token is for no other
        return profile.email ? profile : { ...profile, email: await primaryEmail(url, tokens.access_token) }
      },
    },
    profile: ({ id, login, name, email, avatar_url }) => ({
      id: id.toString(),
      name: name ?? login,
      email,
      image: avatar_url,
    }),
    emailVerified: true,
    style: { logo: "/github.svg", bg: "#24292f", text: "#fff" },
    options,
  }
}

/** The primary address if GitHub verified it. `null` without one, or without the scope `user:email`. */
async function primaryEmail(userUrl: string, accessToken: string | undefined): Promise<string | null> {
  const response = await fetch(`${userUrl}/emails`, {
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/json", "user-agent": "countersign" },
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) return null
  const emails: GithubEmail[] = await response.json()
  return emails.find(({ primary, verified }) => primary && verified)?.email ?? null
}
