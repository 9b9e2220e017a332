import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts, TokenSet } from "./oauth.js"

/** @see https://developers.notion.com/docs/authorization */
export interface NotionProfile extends OpenProfile {
  id: string
  name: string
  avatar_url: string | null
  type: "person" | "bot"
  person: { email: string }
}

export const facts: ProviderFacts = {
  register: "https://www.notion.so/my-integrations",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "who somebody is stands beside the token, as its owner",
}

function ownerOf<P>({ owner }: TokenSet): P {
  const { user } = (owner ?? {}) as { user?: P }
  if (!user) throw new TypeError("The token belongs to no person: a workspace owns it")
  return user
}

/**
 * Sign-in with Notion.
 *
 * @see https://developers.notion.com/docs/authorization
 */
export default function Notion<P extends NotionProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "notion",
    name: "Notion",
    type: "oauth",
    token: { url: "https://api.notion.com/v1/oauth/token" },
    userinfo: { url: "https://api.notion.com/v1/users", request: ({ tokens }) => ownerOf<P>(tokens) },
    authorization: {
      url: "https://api.notion.com/v1/oauth/authorize",
      params: { client_id: options.clientId, response_type: "code", owner: "user" },
    },
    checks: ["pkce", "state"],
    profile: ({ id, name, avatar_url, person }) => ({ id, name, email: person.email, image: avatar_url }),
    style: { bg: "#fff", text: "#000" },
    options,
  }
}
