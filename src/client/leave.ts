/**
 * Takes the visitor to where the server said. If it said nothing, to `callbackUrl`, which may come from a link somebody sent:
 * only within this site. Never to a `javascript:` URL.
 */
export function leave(url: string | undefined, callbackUrl: string): void {
  const destination = isAllowed(url, callbackUrl) ? (url ?? callbackUrl) : "/"
  location.href = destination
  // A changed fragment alone does not load the page again.
  if (destination.includes("#")) location.reload()
}

function isAllowed(url: string | undefined, callbackUrl: string): boolean {
  try {
    const { protocol, origin } = new URL(url ?? callbackUrl, location.href)
    return url ? protocol !== "javascript:" : origin === location.origin
  } catch {
    return false
  }
}
