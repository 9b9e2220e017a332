import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://learn.microsoft.com/en-us/azure/active-directory-b2c/tokens-overview */
export interface AzureB2CProfile extends OpenProfile {
  sub: string
  name: string
  emails: string[]
  oid: string
  tfp: string
  ver: string
  exp: number
}

export const facts: ProviderFacts = {
  register: "https://portal.azure.com/",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: false,
  logout: true,
  departs: "addresses come as the list `emails`",
}

const issuerOf = ({
  issuer,
  tenantId,
  primaryUserFlow,
}: {
  issuer?: string
  tenantId?: string
  primaryUserFlow?: string
}) => issuer ?? `https://${tenantId}.b2clogin.com/${tenantId}.onmicrosoft.com/${primaryUserFlow}/v2.0`

/**
 * Sign-in with Azure Active Directory B2C.
 *
 * @param options `tenantId` and `primaryUserFlow`, or `issuer`; `authorization.params.scope` contains `openid`
 *
 * @see https://learn.microsoft.com/en-us/azure/active-directory-b2c/tokens-overview
 */
export default function AzureADB2C<P extends AzureB2CProfile>(
  options: OAuthUserConfig<P> & { tenantId?: string; primaryUserFlow?: string },
): OAuthConfig<P> {
  return {
    id: "azure-ad-b2c",
    name: "Azure Active Directory B2C",
    type: "oauth",
    wellKnown: `${issuerOf(options)}/.well-known/openid-configuration`,
    idToken: true,
    profile: ({ sub, name, emails, email }) => ({ id: sub, name, email: emails?.[0] ?? email ?? null, image: null }),
    style: { logo: "/azure.svg", text: "#fff", bg: "#0072c6" },
    options,
  }
}
