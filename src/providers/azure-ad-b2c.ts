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
  emails: "unverified",
  refresh: "scope=offline_access",
  revoke: false,
  logout: true,
  departs: "addresses come as the list `emails`; the issuer is the tenant's, not the user flow's",
}

type B2COptions = {
  tenantId?: string
  primaryUserFlow?: string
}

const userFlow = ({ issuer, tenantId, primaryUserFlow }: B2COptions & { issuer?: string }): string =>
  issuer ?? `https://${tenantId}.b2clogin.com/${tenantId}.onmicrosoft.com/${primaryUserFlow}/v2.0`

/** The issuer is the tenant's, whatever user flow speaks for it: not the address that its document is found at. */
const tenantIssuer = (found: string): string | undefined =>
  URL.canParse(found) ? `${new URL(found).origin}/{tenantid}/v2.0` : undefined

/**
 * Sign-in with Azure Active Directory B2C.
 *
 * @param options `tenantId` and `primaryUserFlow`, or as `issuer` the address of the user flow; `authorization.params.scope` contains `openid`
 *
 * @see https://learn.microsoft.com/en-us/azure/active-directory-b2c/tokens-overview
 */
export default function AzureADB2C<P extends AzureB2CProfile>(
  options: OAuthUserConfig<P> & B2COptions,
): OAuthConfig<P> {
  const issuer = options.wellKnown ? options.issuer : tenantIssuer(userFlow(options))
  return {
    id: "azure-ad-b2c",
    name: "Azure Active Directory B2C",
    type: "oauth",
    wellKnown: `${userFlow(options)}/.well-known/openid-configuration`,
    idToken: true,
    profile: ({ sub, name, emails, email }) => ({ id: sub, name, email: emails?.[0] ?? email ?? null, image: null }),
    style: { logo: "/azure.svg", text: "#fff", bg: "#0072c6" },
    options: { ...options, ...(issuer ? { issuer } : {}) },
  }
}
