const pathOf = ({ pathname }: URL) => pathname.replace(/\/$/, "")

/**
 * Absolute address of the endpoints, for requests that a server makes to itself.
 *
 * Taken from the environment only: a `Host` header would let a caller choose who gets the forwarded cookie.
 *
 * @throws {TypeError} when a variable holds no URL
 */
export function serverBaseUrl(): string {
  const { NEXTAUTH_URL_INTERNAL, NEXTAUTH_URL, VERCEL_URL } = process.env
  const url = siteUrl(NEXTAUTH_URL_INTERNAL || NEXTAUTH_URL || VERCEL_URL || "http://localhost:3000")
  return url.origin + (pathOf(url) || (NEXTAUTH_URL && pathOf(siteUrl(NEXTAUTH_URL))) || "/api/auth")
}

/** `VERCEL_URL` has no scheme, and people leave it out of the others. */
function siteUrl(text: string): URL {
  return new URL(text.replace(/^(?!https?:\/\/)/, "https://"))
}
