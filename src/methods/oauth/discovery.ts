import type { AuthorizationServer, JWKSCacheInput } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { usesMutualTls } from "./client-authentication.js"
import { unknownIssuer } from "./issuer.js"
import { jsonObject, providerFetch } from "./provider-fetch.js"

/** An authorization server as we know it: its metadata, and its keys once they were fetched. */
export interface Server {
  readonly metadata: AuthorizationServer
  /** Filled and emptied by the protocol library. */
  readonly keys: JWKSCacheInput
}

interface Entry {
  readonly document: Promise<AuthorizationServer>
  readonly keys: JWKSCacheInput
  readonly expires: number
}

/** How long a discovery document is used, in milliseconds. */
const lifetime = 600_000

/** More issuers than this in one process come from configurations made per request; the oldest give way. */
const mostEntries = 500

const entries = new Map<string, Entry>()
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

  const { document, keys } = discover(provider, discoveryUrl(provider.discovery), now.getTime())
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

/** A bare issuer is taken for its discovery document, as next-auth v4 takes it. */
function discoveryUrl(configured: string): string {
  const url = new URL(configured)
  if (!url.pathname.includes("/.well-known/")) {
    url.pathname = `${url.pathname.replace(/\/$/, "")}/.well-known/openid-configuration`
  }
  return url.href
}

function discover(provider: OAuthProvider, url: string, now: number): Entry {
  const known = entries.get(url)
  if (known && known.expires > now) return known

  const entry: Entry = { document: fetchDocument(provider, url), keys: known?.keys ?? {}, expires: now + lifetime }
  entries.set(url, entry)
  entry.document.catch(() => {
    if (entries.get(url) === entry) entries.delete(url)
  })
  const oldest = entries.keys().next().value
  if (entries.size > mostEntries && oldest !== undefined) entries.delete(oldest)
  return entry
}

async function fetchDocument(provider: OAuthProvider, url: string): Promise<AuthorizationServer> {
  const document = await jsonObject(await providerFetch(provider)(url, { headers: { accept: "application/json" } }))
  const { issuer } = document
  if (typeof issuer !== "string" || issuer === "") throw new TypeError("The discovery document names no issuer")
  return { ...document, issuer }
}
