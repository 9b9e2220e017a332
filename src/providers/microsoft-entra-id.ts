import { photo } from "./azure-ad.js"
import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference */
export interface MicrosoftEntraIDProfile extends OpenProfile {
  sub: string
  oid: string
  tid: string
  name: string
  email: string
  preferred_username: string
  xms_edov?: boolean | string
}

export const facts: ProviderFacts = {
  register: "https://entra.microsoft.com/",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: false,
  logout: true,
  departs: "the issuer names the tenant of whoever signs in; the photo is fetched from Graph",
}

const common = "https://login.microsoftonline.com/common/v2.0"

const tenantIssuer = ({ issuer = common }: { issuer?: string }): string => issuer.replace(/\/$/, "")

/** Discovery documents and tokens name a tenant by its id, whatever name we asked under. */
const namedById = (issuer: string): string => issuer.replace(/\/[^/]+\/v2\.0$/, "/{tenantid}/v2.0")

/** `common`, `organizations` and `consumers` stand for many. */
const isOneTenant = (options: { issuer?: string }): boolean =>
  !/\/(common|organizations|consumers)\/v2\.0$/.test(tenantIssuer(options))

/**
 * Sign-in with Microsoft Entra ID.
 *
 * @param options `issuer` names one tenant: `https://login.microsoftonline.com/<tenant id>/v2.0`. Without it anybody with a Microsoft account may sign in.
 *    Any tenant can write any address, so one counts as verified only with the optional claim `xms_edov`.
 *
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference
 */
export default function MicrosoftEntraID<P extends MicrosoftEntraIDProfile>(
  options: OAuthUserConfig<P> & { profilePhotoSize?: 48 | 64 | 96 | 120 | 240 | 360 | 432 | 504 | 648 },
): OAuthConfig<P> {
  return {
    id: "microsoft-entra-id",
    name: "Microsoft Entra ID",
    type: "oidc",
    wellKnown: `${tenantIssuer(options)}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid profile email User.Read" } },
    async profile({ sub, name, email }, tokens, client) {
      return { id: sub, name, email, image: await photo(client, tokens, options.profilePhotoSize ?? 48) }
    },
    emailVerified: isOneTenant(options) ? () => undefined : ({ xms_edov }) => xms_edov === true || xms_edov === "1",
    style: { text: "#fff", bg: "#0072c6" },
    options: options.wellKnown ? options : { ...options, issuer: namedById(tenantIssuer(options)) },
  }
}
