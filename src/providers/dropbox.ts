import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account */
export interface DropboxProfile extends OpenProfile {
  account_id: string
  name: { display_name: string; given_name: string; surname: string }
  email: string
  email_verified: boolean
  profile_photo_url?: string
}

export const facts: ProviderFacts = {
  register: "https://www.dropbox.com/developers/apps",
  emails: "claim",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "the account is asked for by POST",
}

/**
 * Sign-in with Dropbox.
 *
 * @see https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account
 */
export default function Dropbox<P extends DropboxProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "dropbox",
    name: "Dropbox",
    type: "oauth",
    authorization: "https://www.dropbox.com/oauth2/authorize?token_access_type=offline&scope=account_info.read",
    token: "https://api.dropboxapi.com/oauth2/token",
    userinfo: {
      url: "https://api.dropboxapi.com/2/users/get_current_account",
      request: ({ client, tokens }) => client.userinfo<P>(tokens, { method: "POST" }),
    },
    checks: ["state", "pkce"],
    profile: ({ account_id, name, email, profile_photo_url }) => ({
      id: account_id,
      name: name.display_name,
      email,
      image: profile_photo_url ?? null,
    }),
    options,
  }
}
