import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://fusionauth.io/docs/lifecycle/authenticate-users/oauth/endpoints#userinfo */
export interface FusionAuthProfile extends OpenProfile {
  sub: string
  email: string
  email_verified: boolean
  preferred_username: string
  applicationId: string
  roles: string[]
}

export const facts: ProviderFacts = {
  register: "https://fusionauth.io/docs/get-started/core-concepts/applications",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: false,
  logout: true,
  departs:
    "the issuer is what the tenant's settings name: where that is not its address, pass it as `issuer`, and `wellKnown` with the address",
}

/**
 * Sign-in with FusionAuth.
 *
 * @param options `issuer` is required: `https://login.example`; `tenantId` where there are several tenants
 *
 * @see https://fusionauth.io/docs/lifecycle/authenticate-users/oauth/endpoints#userinfo
 */
export default function FusionAuth<P extends FusionAuthProfile>(
  options: OAuthUserConfig<P> & { tenantId?: string },
): OAuthConfig<P> {
  return {
    id: "fusionauth",
    name: "FusionAuth",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration${options.tenantId ? `?tenantId=${options.tenantId}` : ""}`,
    authorization: {
      params: { scope: "openid offline_access", ...(options.tenantId ? { tenantId: options.tenantId } : {}) },
    },
    checks: ["pkce", "state"],
    profile: ({ sub, email, preferred_username }) => ({ id: sub, email, name: preferred_username }),
    options,
  }
}
