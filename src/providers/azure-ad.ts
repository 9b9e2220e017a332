import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProfileClient, ProviderFacts, TokenSet } from "./oauth.js"

/** @see https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference */
export interface AzureADProfile extends OpenProfile {
  sub: string
  nickname: string
  email: string
  picture: string
}

export type AzureADOptions = {
  /** Edge of the photo that becomes `image`, in pixels; 48 unless told. */
  profilePhotoSize?: 48 | 64 | 96 | 120 | 240 | 360 | 432 | 504 | 648
  /**
   * Whose accounts may sign in: a tenant's id or domain, or `common` (everybody's, the default), `organizations`,
   * `consumers`. Beyond one tenant, an e-mail address proves nothing: any tenant can write it.
   */
  tenantId?: string
}

export const facts: ProviderFacts = {
  register: "https://entra.microsoft.com/",
  emails: "unverified",
  refresh: "scope=offline_access",
  revoke: false,
  logout: true,
  departs: "the issuer names the tenant of whoever signs in; the photo is fetched from Graph",
}

/**
 * Sign-in with Microsoft Entra ID, formerly Azure Active Directory.
 *
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc
 */
export default function AzureAD<P extends AzureADProfile>(
  options: OAuthUserConfig<P> & AzureADOptions,
): OAuthConfig<P> {
  const { tenantId = "common", profilePhotoSize = 48, clientId } = options
  return {
    id: "azure-ad",
    name: "Azure Active Directory",
    type: "oauth",
    wellKnown: `https://login.microsoftonline.com/${tenantId}/v2.0/.well-known/openid-configuration?appid=${clientId}`,
    // A token names its tenant by id, whatever name we asked under; another cloud's `wellKnown` has another issuer.
    ...(options.wellKnown ? {} : { issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" }),
    authorization: { params: { scope: "openid profile email" } },
    async profile({ sub, name, email }, tokens, client) {
      return { id: sub, name, email, image: await photo(client, tokens, profilePhotoSize) }
    },
    style: { logo: "/azure.svg", bg: "#0072c6", text: "#fff" },
    // In a tenant of one's own the administrators say who has which address. Elsewhere any tenant can write any.
    ...(isOneTenant(tenantId) ? {} : { emailVerified: false }),
    options,
  }
}

const isOneTenant = (tenantId: string): boolean => !["common", "organizations", "consumers"].includes(tenantId)

/** A person's photo as a data URL. `null` when they have none, or when it cannot be fetched: it is not worth a failure. */
export async function photo(client: ProfileClient | undefined, tokens: TokenSet, size: number): Promise<string | null> {
  const url = `https://graph.microsoft.com/v1.0/me/photos/${size}x${size}/$value`
  const answer = await client?.fetch(tokens, { url, headers: { accept: "image/jpeg" } }).catch(() => null)
  if (!answer?.ok) return null
  const bytes = new Uint8Array(await answer.arrayBuffer())
  return `data:image/jpeg;base64, ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`
}
