import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://polar.sh/docs/integrate/oauth2/connect */
export interface PolarProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
}

export const facts: ProviderFacts = {
  register: "https://polar.sh/settings#oauth",
  emails: "unverified",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "tokens are an organisation's unless `sub_type=user` is asked for; its ID token is left aside",
}

/** The userinfo endpoint tells who somebody is, over TLS: an ID token beside the access token would be checked by nobody. */
export async function withoutIdToken(response: Response): Promise<Response> {
  const { id_token: _, ...tokens } = await response.json()
  return Response.json(tokens, { status: response.status })
}

/**
 * Sign-in with Polar.
 *
 * @see https://polar.sh/docs/integrate/oauth2/connect
 */
export default function Polar<P extends PolarProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "polar",
    name: "Polar",
    type: "oauth",
    authorization: {
      url: "https://polar.sh/oauth2/authorize",
      params: { scope: "openid profile email", sub_type: "user" },
    },
    token: { url: "https://api.polar.sh/v1/oauth2/token", conform: withoutIdToken },
    userinfo: "https://api.polar.sh/v1/oauth2/userinfo",
    client: { token_endpoint_auth_method: "client_secret_post" },
    idToken: false,
    checks: ["pkce", "state"],
    profile: ({ sub, name, email }) => ({ id: sub, name: name ?? null, email: email ?? null, image: null }),
    revocation: "https://api.polar.sh/v1/oauth2/revoke",
    style: { text: "#fff", bg: "#0062ff" },
    options,
  }
}
