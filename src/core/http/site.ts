/** Where the site is, as far as a request and the environment tell. */

/** As much of `Headers` as finding the site takes. */
export type HeaderReader = Pick<Headers, "get">

/** The site's own address, and where our endpoints are in it. */
export interface Site {
  /** `https://app.example` */
  readonly origin: string
  /** `/api/auth` */
  readonly basePath: string
  /** `https://app.example/api/auth` */
  readonly baseUrl: string
  /** Whether cookies are `Secure` and carry their prefixes. */
  readonly secure: boolean
}

export interface SiteSettings {
  /** `NEXTAUTH_URL`: wins over everything a request says. */
  readonly url: string | undefined
  /** Whether `X-Forwarded-Host` comes from a proxy of ours (`AUTH_TRUST_HOST`, `VERCEL`). */
  readonly trustHost: boolean
  /** Whether a request for this machine itself may name the port: only outside production. */
  readonly trustLoopback: boolean
  /** Overrides what the origin's scheme says about cookies. */
  readonly useSecureCookies: boolean | undefined
}

const defaultOrigin = "http://localhost:3000"
const defaultBasePath = "/api/auth"

/** A function from a request's headers to the site; the same object again when nothing depends on the request. */
export function createSiteReader(settings: SiteSettings): (headers: HeaderReader | null) => Site {
  if (settings.url) {
    const site = siteAt(settings.url, settings)
    return () => site
  }
  const fallback = siteAt(defaultOrigin, settings)
  if (settings.trustHost) return (headers) => originOfProxy(headers, settings) ?? fallback
  if (settings.trustLoopback) return (headers) => loopbackOrigin(headers, settings) ?? fallback
  return () => fallback
}

function siteAt(address: string, { useSecureCookies }: SiteSettings): Site {
  const url = new URL(/^https?:\/\//i.test(address) ? address : `https://${address}`)
  const path = url.pathname.replace(/\/+$/, "")
  const basePath = path === "" ? defaultBasePath : path
  const secure = useSecureCookies ?? url.protocol === "https:"
  return Object.freeze({ origin: url.origin, basePath, baseUrl: url.origin + basePath, secure })
}

/** What a trusted proxy forwarded. A host that is none, such as one with a path, is ignored. */
function originOfProxy(headers: HeaderReader | null, settings: SiteSettings): Site | null {
  const host = headers?.get("x-forwarded-host")?.split(",", 1)[0]?.trim() ?? headers?.get("host")
  if (!host || !isHost(host)) return null
  const protocol = headers?.get("x-forwarded-proto")?.split(",", 1)[0]?.trim()
  return siteAt(`${protocol === "http" ? "http" : "https"}://${host}`, settings)
}

function loopbackOrigin(headers: HeaderReader | null, settings: SiteSettings): Site | null {
  const host = headers?.get("host")
  if (!host || !/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/.test(host)) return null
  return URL.canParse(`http://${host}`) ? siteAt(`http://${host}`, settings) : null
}

/** A name has at most 253 characters (RFC 1035 §2.3.4), a port six with its colon. */
const isHost = (host: string): boolean => /^[\w.:[\]-]{1,259}$/.test(host) && URL.canParse(`https://${host}`)
