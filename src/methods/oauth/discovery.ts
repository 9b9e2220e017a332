import type { AuthorizationServer, JWKSCacheInput } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { usesMutualTls } from "./client-authentication.js"
import { unknownIssuer } from "./issuer.js"

/** An authorization server as we know it: its metadata, and its keys once they were fetched. */
export interface Server {
  readonly metadata: AuthorizationServer
  /** Filled and emptied by the protocol library. */
  readonly keys: JWKSCacheInput
}

const configuredKeys = new WeakMap<OAuthProvider, JWKSCacheInput>()

/** What the configuration itself says about the authorization server. */
const configuredMetadata = (provider: OAuthProvider): AuthorizationServer => ({
  issuer: provider.issuer ?? unknownIssuer,
  ...(provider.authorization.url ? { authorization_endpoint: provider.authorization.url } : {}),
  ...(provider.token.url ? { token_endpoint: provider.token.url } : {}),
  ...(provider.userinfo.url ? { userinfo_endpoint: provider.userinfo.url } : {}),
  ...(provider.jwksEndpoint ? { jwks_uri: provider.jwksEndpoint } : {}),
})

/**
 * Finds the authorization server of a provider. Its discovery document is fetched once in ten minutes however many
 * sign-ins need it, and wins over configured endpoints as in next-auth v4; a failure is not remembered.
 *
 * @throws {TypeError} when the document cannot be fetched or is none
 */
export async function findServer(provider: OAuthProvider, now: Date): Promise<Server> {
  const configured = configuredMetadata(provider)
  if (!provider.discovery) return { metadata: configured, keys: keysOf(provider) }

  const { discover } = await import("./discovery-document.js")
  const { document, keys } = discover(provider, provider.discovery, now)
  return { metadata: withAliases(provider, { ...configured, ...(await document) }), keys }
}

/** A client with a certificate goes to the doors that ask for one (RFC 8705 §5). */
function withAliases(provider: OAuthProvider, metadata: AuthorizationServer): AuthorizationServer {
  const isWanted = usesMutualTls(provider) || provider.client.use_mtls_endpoint_aliases === true
  return isWanted ? { ...metadata, ...metadata.mtls_endpoint_aliases } : metadata
}

function keysOf(provider: OAuthProvider): JWKSCacheInput {
  const keys = configuredKeys.get(provider) ?? {}
  configuredKeys.set(provider, keys)
  return keys
}
