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
  /** Whether GitHub verified `email`. Unknown without the scope `user:email`. */
  email_verified?: boolean
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
  emails: "claim",
  refresh: "GitHub Apps with expiring tokens",
  revoke: false,
  logout: false,
  departs: "errors come with status 200; addresses, and whether they are verified, are asked for apart",
}

/**
 * Sign-in with GitHub. Whether an address is verified, and that of somebody who hides theirs, comes from `GET /user/emails`.
 *
 * @param options `enterprise.baseUrl`: address of a GitHub Enterprise Server, `https://github.example`
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export default function GitHub<P extends GithubProfile>(
  options: OAuthUserConfig<P> & { enterprise?: { baseUrl?: string } },
): OAuthConfig<P> {
  const own = options.enterprise?.baseUrl
  const oauth = `${own ?? "https://github.com"}/login/oauth`
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    issuer: oauth,
    authorization: { url: `${oauth}/authorize`, params: { scope: "read:user user:email" } },
    token: `${oauth}/access_token`,
    userinfo: {
      url: own ? `${own}/api/v3/user` : "https://api.github.com/user",
      async request({ client, tokens, provider }) {
        const { url } = provider.userinfo as { url: string } // may be a server of one's own: the token is for no other
        const [profile, answer] = await Promise.all([
          client.userinfo<P>(tokens),
          client.fetch(tokens, { url: `${url}/emails` }),
        ])
        const addresses: GithubEmail[] = answer.ok ? await answer.json() : [] // without the scope `user:email` there is no answer
        const known = addresses.find(({ email, primary, verified }) =>
          profile.email ? email === profile.email : primary && verified,
        )
        return known ? { ...profile, email: known.email, email_verified: known.verified } : profile
      },
    },
    profile: ({ id, login, name, email, avatar_url }) => ({
      id: id.toString(),
      name: name ?? login,
      email,
      image: avatar_url,
    }),
    style: { logo: "/github.svg", bg: "#24292f", text: "#fff" },
    options,
  }
}
