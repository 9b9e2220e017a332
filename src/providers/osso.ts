import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://github.com/enterprise-oss/osso */
export interface OssoProfile extends OpenProfile {
  id: string
  name: string
  email: string
  idp: string
}

export const facts: ProviderFacts = {
  register: "https://github.com/enterprise-oss/osso",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
  departs: "the project is no longer maintained",
}

/**
 * Sign-in with Osso.
 *
 * @param options `issuer` is required, and ends with a slash: `https://osso.example/`
 *
 * @see https://github.com/enterprise-oss/osso
 */
export default function Osso<P extends OssoProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "osso",
    name: "Osso",
    type: "oauth",
    authorization: `${options.issuer}oauth/authorize`,
    token: `${options.issuer}oauth/token`,
    userinfo: `${options.issuer}oauth/me`,
    profile: ({ id, name, email }) => ({ id, name, email, image: null }),
    options,
  }
}
