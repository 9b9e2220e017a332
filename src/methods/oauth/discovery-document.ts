/** Discovery documents of issuers, each fetched once in ten minutes. Loaded for the first provider that has one. */
import type { AuthorizationServer, JWKSCacheInput } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { jsonObject, providerFetch } from "./provider-fetch.js"

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

/** The document at an address, or at the usual place below it, and the keys that go with it. */
export function discover(provider: OAuthProvider, configured: string, now: Date): Entry {
  const url = discoveryUrl(configured)
  const known = entries.get(url)
  if (known && known.expires > now.getTime()) return known

  const entry: Entry = {
    document: fetchDocument(provider, url),
    keys: known?.keys ?? {},
    expires: now.getTime() + lifetime,
  }
  entries.set(url, entry)
  entry.document.catch(() => {
    if (entries.get(url) === entry) entries.delete(url)
  })
  const oldest = entries.keys().next().value
  if (entries.size > mostEntries && oldest !== undefined) entries.delete(oldest)
  return entry
}

/** A bare issuer is taken for its discovery document, as next-auth v4 takes it. */
function discoveryUrl(configured: string): string {
  const url = new URL(configured)
  if (!url.pathname.includes("/.well-known/")) {
    url.pathname = `${url.pathname.replace(/\/$/, "")}/.well-known/openid-configuration`
  }
  return url.href
}

async function fetchDocument(provider: OAuthProvider, url: string): Promise<AuthorizationServer> {
  const document = await jsonObject(await providerFetch(provider)(url, { headers: { accept: "application/json" } }))
  const { issuer } = document
  if (typeof issuer !== "string" || issuer === "") throw new TypeError("The discovery document names no issuer")
  return { ...document, issuer }
}
