/**
 * Takes the visitor to where the server said. If it said nothing, to `callbackUrl`, which may come from a link somebody sent:
 * only within this site. Never to a `javascript:` URL.
 */
export function leave(url: string | undefined, callbackUrl: string): void {
  let destination = "/"
  try {
    const { protocol, origin } = new URL(url ?? callbackUrl, location.href)
    if (url ? protocol !== "javascript:" : origin === location.origin) destination = url ?? callbackUrl
  } catch {
    // no URL at all
  }
  location.href = destination
  // A changed fragment alone does not load the page again.
  if (/#/.test(destination)) location.reload()
}
