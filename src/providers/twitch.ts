import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/ */
export interface TwitchProfile extends OpenProfile {
  sub: string
  preferred_username: string
  email: string
  email_verified?: boolean
  picture: string
}

export const facts: ProviderFacts = {
  register: "https://dev.twitch.tv/console/apps",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "scopes come as a list",
}

/** Twitch grants scopes as a list, where RFC 6749 §5.1 has them separated by spaces. */
async function scopeAsText(response: Response): Promise<Response | undefined> {
  const body: unknown = await response.json().catch(() => null)
  if (typeof body !== "object" || body === null || !("scope" in body) || !Array.isArray(body.scope)) return undefined
  return Response.json({ ...body, scope: body.scope.join(" ") }, { status: response.status })
}

/**
 * Sign-in with Twitch.
 *
 * @see https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/
 */
export default function Twitch<P extends TwitchProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "twitch",
    name: "Twitch",
    type: "oauth",
    wellKnown: "https://id.twitch.tv/oauth2/.well-known/openid-configuration",
    authorization: {
      params: {
        scope: "openid user:read:email",
        claims: { id_token: { email: null, email_verified: null, picture: null, preferred_username: null } },
      },
    },
    token: { conform: scopeAsText },
    idToken: true,
    profile: ({ sub, preferred_username, email, picture }) => ({
      id: sub,
      name: preferred_username,
      email,
      image: picture,
    }),
    revocation: "https://id.twitch.tv/oauth2/revoke",
    style: { logo: "/twitch.svg", bg: "#65459B", text: "#fff" },
    options,
  }
}
