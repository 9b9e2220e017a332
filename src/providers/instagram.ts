import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.facebook.com/docs/instagram-platform/reference/me */
export interface InstagramProfile extends OpenProfile {
  id: string
  username: string
  account_type?: string
  name?: string
}

export const facts: ProviderFacts = {
  register: "https://developers.facebook.com/apps",
  emails: "none",
  refresh: "never",
  revoke: false,
  logout: false,
  departs:
    "for business and creator accounts only: the API for personal ones ended in December 2024; the token comes in a list",
}

/** The token comes as the first of a list, or alone as it came for personal accounts. */
async function firstToken(response: Response): Promise<Response | undefined> {
  const body: unknown = await response.json().catch(() => null)
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) return undefined
  return Response.json(body.data[0], { status: response.status })
}

/**
 * Sign-in with Instagram, for business and creator accounts.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/reference/me
 */
export default function Instagram<P extends InstagramProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "instagram",
    name: "Instagram",
    type: "oauth",
    authorization: "https://api.instagram.com/oauth/authorize?scope=instagram_business_basic",
    token: { url: "https://api.instagram.com/oauth/access_token", conform: firstToken },
    userinfo: "https://graph.instagram.com/me?fields=id,username,account_type,name",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ id, username }) => ({ id, name: username, email: null, image: null }),
    style: { logo: "/instagram.svg", bg: "#fff", text: "#000" },
    options,
  }
}
