/** Which addresses our requests may go to: those the developer wrote, and public ones. */
import type { OAuthProvider } from "../../core/contracts/provider.js"

/** The hosts of every address that stands in the configuration. */
const hostsIn = (provider: OAuthProvider): string[] =>
  [
    provider.discovery,
    provider.issuer,
    provider.authorization.url,
    provider.token.url,
    provider.userinfo.url,
    provider.jwksEndpoint,
    provider.revocation,
    provider.endSession,
  ].map((address) => (address && URL.canParse(address) ? new URL(address).hostname : ""))

const written = new WeakMap<OAuthProvider, readonly string[]>()

function isWritten(provider: OAuthProvider, { hostname }: URL): boolean {
  const hosts = written.get(provider) ?? hostsIn(provider)
  written.set(provider, hosts)
  return !provider.untrustedIssuer && hosts.includes(hostname)
}

/** Whether the developer chose plain http, as one does for a provider on the own machine or network. */
const isPlain = (provider: OAuthProvider): boolean =>
  !provider.untrustedIssuer && (provider.discovery ?? provider.issuer ?? provider.token.url ?? "").startsWith("http:")

const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Refuses an endpoint that would send secrets in the clear, or that is no web address: a discovery document fetched
 * over https must not be able to lower the protection.
 *
 * @throws {TypeError}
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-2.6
 */
export function assertEndpoint(provider: OAuthProvider, endpoint: URL): void {
  if (endpoint.protocol === "https:") return
  const isChosen = isPlain(provider) || (loopback.test(endpoint.hostname) && isWritten(provider, endpoint))
  if (endpoint.protocol === "http:" && isChosen) return
  throw new TypeError(`Endpoint ${endpoint.origin}${endpoint.pathname} does not use https`)
}

/**
 * Refuses to send a request into our own network because of what a public discovery document says. A provider that is in that
 * network itself may name others there.
 *
 * @throws {TypeError}
 */
export async function assertReachable(provider: OAuthProvider, endpoint: URL): Promise<void> {
  assertEndpoint(provider, endpoint)
  if (isWritten(provider, endpoint)) return
  const { isPrivateHost } = await import("./private-address.js")
  if (!(await isPrivateHost(endpoint.hostname))) return
  const isInside = !provider.untrustedIssuer && provider.discovery !== undefined
  if (isInside && (await isPrivateHost(new URL(provider.discovery).hostname))) return
  throw new TypeError(`Endpoint ${endpoint.origin}${endpoint.pathname} is at a private address`)
}
