import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://wso2.com/asgardeo/docs/guides/authentication/oidc/ */
export interface AsgardeoProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://console.asgardeo.io",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with Asgardeo.
 *
 * @param options `issuer` is required: `https://api.asgardeo.io/t/my-organisation`
 *
 * @see https://wso2.com/asgardeo/docs/guides/authentication/oidc/
 */
export default function Asgardeo<P extends AsgardeoProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  const issuer = `${options.issuer}/oauth2/token` // what its discovery document and its ID tokens name
  return {
    id: "asgardeo",
    name: "Asgardeo",
    type: "oidc",
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email" } },
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    style: { bg: "#000", text: "#fff" },
    options: options.wellKnown ? options : { ...options, issuer },
  }
}
