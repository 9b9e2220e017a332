import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.todoist.com/sync/v9/#user */
export interface TodoistProfile extends OpenProfile {
  id: string
  email: string
  full_name: string
  avatar_big: string
}

export const facts: ProviderFacts = {
  register: "https://developer.todoist.com/appconsole.html",
  emails: "verified",
  refresh: "never",
  revoke: true,
  logout: false,
  departs: "the user is asked for by POST to the sync API",
}

async function syncedUser<P>(accessToken: string | undefined): Promise<P> {
  const response = await fetch("https://api.todoist.com/sync/v9/sync", {
    method: "POST",
    headers: { authorization: `Bearer ${accessToken}` },
    body: new URLSearchParams({ sync_token: "*", resource_types: '["user"]' }),
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) throw new TypeError(`Todoist answered with status ${response.status}`)
  return ((await response.json()) as { user: P }).user
}

/**
 * Sign-in with Todoist.
 *
 * @see https://developer.todoist.com/sync/v9/#user
 */
export default function Todoist<P extends TodoistProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "todoist",
    name: "Todoist",
    type: "oauth",
    authorization: { url: "https://todoist.com/oauth/authorize", params: { scope: "data:read" } },
    token: "https://todoist.com/oauth/access_token",
    client: { token_endpoint_auth_method: "client_secret_post" },
    userinfo: { request: ({ tokens }) => syncedUser<P>(tokens.access_token) },
    profile: ({ id, email, full_name, avatar_big }) => ({ id, email, name: full_name, image: avatar_big }),
    style: { logo: "/todoist.svg", text: "#000", bg: "#E44332" },
    options,
  }
}
