import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers */
export interface KeycloakProfile extends OpenProfile {
  exp: number
  iat: number
  auth_time: number
  jti: string
  iss: string
  aud: string
  sub: string
  typ: string
  azp: string
  session_state: string
  at_hash: string
  acr: string
  sid: string
  email_verified: boolean
  name: string
  preferred_username: string
  given_name: string
  family_name: string
  email: string
  picture: string
}

export const facts: ProviderFacts = {
  register: "https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Keycloak.
 *
 * @param options `issuer` is required, and names the realm: `https://keycloak.example/realms/staff`
 * @see https://www.keycloak.org/securing-apps/oidc-layers
 */
export default function Keycloak<P extends KeycloakProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "keycloak",
    name: "Keycloak",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    checks: ["pkce", "state"],
    idToken: true,
    profile: ({ sub, name, preferred_username, email, picture }) => ({
      id: sub,
      name: name ?? preferred_username,
      email,
      image: picture,
    }),
    style: { logo: "/keycloak.svg", bg: "#fff", text: "#000" },
    options,
  }
}
