import type { AuthorizationServer, JWKSCacheInput } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { whenNeeded } from "../../core/when-needed.js"
import { usesMutualTls } from "./client-authentication.js"
import { unknownIssuer } from "./issuer.js"

/** An authorization server as we know it: its metadata, and its keys once they were fetched. */
export interface Server {
  readonly metadata: AuthorizationServer
  /** Filled and emptied by the protocol library. */
  readonly keys: JWKSCacheInput
}

/** By provider and document, which has dozens of fields to copy: once, and not for each sign-in. */
const servers = new WeakMap<OAuthProvider, { readonly document: object; readonly server: Server }>()

const noDocument = {}
const documents = whenNeeded(() => import("./discovery-document.js"))

/** What the configuration itself says about the authorization server. */
function configuredMetadata(provider: OAuthProvider): AuthorizationServer {
  const endpoints = {
    authorization_endpoint: provider.authorization.url,
    token_endpoint: provider.token.url,
    userinfo_endpoint: provider.userinfo.url,
    jwks_uri: provider.jwksEndpoint,
  }
  const known = Object.entries(endpoints).filter(([, url]) => url)
  return { issuer: provider.issuer ?? unknownIssuer, ...Object.fromEntries(known) }
}

/**
 * Finds the authorization server of a provider. Its discovery document is fetched once in ten minutes however many
 * sign-ins need it, and wins over configured endpoints as in next-auth v4; a failure is not remembered.
 *
 * @throws {TypeError} when the document cannot be fetched or is none
 */
export async function findServer(provider: OAuthProvider, now: Date): Promise<Server> {
  if (!provider.discovery) return serverOf(provider, noDocument)

  const { discover } = await documents()
  const { document, keys } = discover(provider, provider.discovery, now)
  return serverOf(provider, await document, keys)
}

function serverOf(provider: OAuthProvider, document: object, keys: JWKSCacheInput = {}): Server {
  const known = servers.get(provider)
  if (known?.document === document) return known.server
  const server = { metadata: completed(provider, document), keys }
  servers.set(provider, { document, server })
  return server
}

/** A client with a certificate goes to the doors that ask for one (RFC 8705 §5). */
function completed(provider: OAuthProvider, document: object): AuthorizationServer {
  const metadata = { ...configuredMetadata(provider), ...document }
  const isWanted = usesMutualTls(provider) || provider.client.use_mtls_endpoint_aliases === true
  return isWanted ? { ...metadata, ...metadata.mtls_endpoint_aliases } : metadata
}
