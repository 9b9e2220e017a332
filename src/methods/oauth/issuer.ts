import type { OAuthProvider } from "../../core/contracts/provider.js"
import { ProtocolError } from "../../core/errors.js"

/** Placeholder for a provider whose issuer nobody told us; equal to none that could be sent. */
export const unknownIssuer = "unknown:"

/** Stands for one path segment of an issuer that speaks for many tenants; ID tokens name theirs as `tid`. */
const tenant = "{tenantid}"

const withoutSlash = (issuer: string): string => issuer.replace(/\/$/, "")

/**
 * The issuer that a discovery URL implies.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3.1 (the path follows the well-known name)
 */
function impliedIssuer(discovery: string): string {
  const { origin, pathname } = new URL(discovery)
  const [before = "", after = ""] = pathname.split("/.well-known/")
  const slash = after.indexOf("/")
  return origin + before + (slash < 0 ? "" : after.slice(slash))
}

function matches(expected: string, found: string): boolean {
  if (withoutSlash(expected) === withoutSlash(found)) return true // §4 removes it before forming the URL
  const [before, after] = withoutSlash(expected).split(tenant)
  if (before === undefined || after === undefined) return false
  const segment = withoutSlash(found).slice(before.length, after.length > 0 ? -after.length : undefined)
  return /^[\w.-]+$/.test(segment) && withoutSlash(found) === before + segment + after
}

/** Whether this is the issuer of the provider, as far as the configuration tells. */
export function isExpectedIssuer({ issuer, discovery }: OAuthProvider, found: string): boolean {
  const expected = issuer ?? (discovery && impliedIssuer(discovery))
  return expected !== undefined && matches(expected, found)
}

/**
 * Refuses a discovery document that speaks for another issuer than the configured one: its keys would vouch for
 * anybody.
 *
 * @throws {ProtocolError} OAuthCallback
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
 */
export function assertIssuer(provider: OAuthProvider, found: string): void {
  if (!provider.discovery) return
  const expected = provider.issuer ?? impliedIssuer(provider.discovery)
  if (matches(expected, found)) return
  throw new ProtocolError(
    "OAuthCallback",
    `The discovery document of provider "${provider.id}" names the issuer ${found}, not ${expected}: if that is right, set \`issuer\` to it, and \`wellKnown\` to where the document is.`,
  )
}

/** The issuer an ID token must name: that of the discovery document, with the token's own tenant where it asks for one. */
export function tokenIssuer(issuer: string, idToken: string): string {
  if (!issuer.includes(tenant)) return issuer
  const { tid } = unverifiedClaims(idToken)
  return typeof tid === "string" && /^[\w-]+$/.test(tid) ? issuer.replace(tenant, tid) : issuer
}

/** What a token says, for whoever only wants to know what to check. Empty when it is none. */
export function unverifiedClaims(token: string): Record<string, unknown> {
  try {
    return JSON.parse(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")))
  } catch {
    return {}
  }
}
