import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://workos.com/docs/reference/sso/profile */
export interface WorkOSProfile extends OpenProfile {
  object: string
  id: string
  organization_id: string
  connection_id: string
  connection_type: string
  idp_id: string
  email: string
  first_name: string
  last_name: string
  raw_attributes: { picture?: string }
}

export const facts: ProviderFacts = {
  register: "https://dashboard.workos.com/",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
  departs: "the connection is chosen by `connection`, `organization` or `provider` in the request",
}

const issuerOf = ({ issuer = "https://api.workos.com/" }: { issuer?: string }): string => issuer

/**
 * Sign-in with WorkOS.
 *
 * @see https://workos.com/docs/reference/sso/profile
 */
export default function WorkOS<P extends WorkOSProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "workos",
    name: "WorkOS",
    type: "oauth",
    authorization: `${issuerOf(options)}sso/authorize`,
    token: { url: `${issuerOf(options)}sso/token` },
    client: { token_endpoint_auth_method: "client_secret_post" },
    userinfo: `${issuerOf(options)}sso/profile`,
    profile: ({ id, first_name, last_name, email, raw_attributes }) => ({
      id,
      name: [first_name, last_name].filter(Boolean).join(" "),
      email,
      image: raw_attributes?.picture ?? null,
    }),
    style: { logo: "/workos.svg", bg: "#6363f1", text: "#fff" },
    options,
  }
}
