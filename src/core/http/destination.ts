/**
 * Where a visitor may be sent: the one place that decides about redirects to an address that came with a request.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
 */

/** Longer than any page's address, short enough for a cookie once percent-encoded. */
const maxLength = 2048

/** Control and format characters, separators, lone surrogates, and the backslash that browsers read as a slash. */
const hostile = /[\p{C}\p{Z}\\]/u

/**
 * A visitor's `callbackUrl`, if it is a path on this site or an absolute http(s) URL that every parser reads alike.
 * `null` for anything else: it is then as if nothing had been asked for.
 */
export function readCallbackUrl(value: unknown): string | null {
  if (typeof value !== "string" || value === "" || value.length > maxLength) return null
  const queryStart = value.search(/[?#]/)
  const head = queryStart === -1 ? value : value.slice(0, queryStart)
  const tail = queryStart === -1 ? "" : value.slice(queryStart).replaceAll(" ", "%20")
  if (hostile.test(head) || hostile.test(tail)) return null
  if (head.startsWith("/")) return head.startsWith("//") ? null : head + tail
  return isPlainHttpUrl(head + tail) ? head + tail : null
}

function isPlainHttpUrl(text: string): boolean {
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1]
  if (!authority || authority.includes("@") || !URL.canParse(text)) return false
  // The host as written must be the host as parsed: no percent-encoding, no Unicode look-alike, no IP in disguise.
  const url = new URL(text)
  return authority.toLowerCase() === url.host || authority.toLowerCase() === `${url.hostname}:${defaultPort(url)}`
}

const defaultPort = (url: URL): string => (url.protocol === "https:" ? "443" : "80")

/** The default of `callbacks.redirect`: paths and URLs of this site, else its origin. */
export function redirectWithinSite({ url, baseUrl }: { url: string; baseUrl: string }): string {
  if (url.startsWith("/")) return baseUrl + url
  return URL.canParse(url) && new URL(url).origin === baseUrl ? url : baseUrl
}

/**
 * Makes the answer of `callbacks.redirect` safe to send: an absolute http(s) URL in ASCII.
 * Another origin is the developer's decision; another scheme is not.
 */
export function settleLocation(answer: unknown, origin: string): string {
  if (answer === origin || typeof answer !== "string" || /[\p{Cc}\\]/u.test(answer)) return origin
  if (answer.startsWith("//") || !URL.canParse(answer, origin)) return origin
  if (!answer.startsWith("/") && !/^https?:\/\//i.test(answer)) return origin
  return new URL(answer, origin).href
}

/**
 * Whether an address that `callbacks.signIn` chose may be sent as it stands: a path, or an http(s) URL. Not one that a
 * browser reads otherwise than it looks (`//host`, `/\\host`, a leading space), nor a scheme that runs code.
 */
export function isPlainLocation(text: string): boolean {
  if (text === "" || /^[\s/]{2}|^\s|[\p{Cc}\\]/u.test(text)) return false
  if (/^[a-z][a-z\d+.-]*:/i.test(text)) return /^https?:\/\//i.test(text) && URL.canParse(text)
  return URL.canParse(text, "https://site.invalid")
}
