import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://www.eventbrite.com/platform/api#/reference/user/retrieve/retrieve-your-user */
export interface EventbriteProfile extends OpenProfile {
  id: string
  name: string
  emails: { email: string; primary: boolean; verified: boolean }[]
  image_id: string | null
}

export const facts: ProviderFacts = {
  register: "https://www.eventbrite.com/account-settings/apps",
  emails: "claim",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Eventbrite.
 *
 * @see https://www.eventbrite.com/platform/api#/reference/user/retrieve/retrieve-your-user
 */
export default function Eventbrite<P extends EventbriteProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "eventbrite",
    name: "Eventbrite",
    type: "oauth",
    authorization: { url: "https://www.eventbrite.com/oauth/authorize", params: { scope: "user.profile" } },
    token: "https://www.eventbrite.com/oauth/token",
    userinfo: "https://www.eventbriteapi.com/v3/users/me/",
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["pkce", "state"],
    profile: ({ id, name, emails, image_id }) => ({
      id,
      name,
      email: emails.find(({ primary }) => primary)?.email ?? null,
      image: image_id
        ? `https://img.evbuc.com/https%3A%2F%2Fcdn.evbuc.com%2Fimages%2F${image_id}%2F1%2Foriginal.jpg`
        : null,
    }),
    emailVerified: ({ emails }) => emails.find(({ primary }: { primary: boolean }) => primary)?.verified,
    style: { bg: "#f05537", text: "#fff" },
    options,
  }
}
