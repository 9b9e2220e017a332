/** How cookies reach the browser, in whatever the server has for an answer. */
interface Attributes {
  path: string
  httpOnly?: boolean
  secure?: boolean
  sameSite?: "lax"
  expires?: Date
  /** Seconds. */
  maxAge?: number
}

export interface ResponseWithCookies {
  /** A response of Node's or of the Pages Router. */
  res?: {
    readonly headersSent: boolean
    getHeader(name: string): number | string | string[] | undefined
    setHeader(name: string, value: string | readonly string[]): unknown
  }
  /** Headers of an answer that is still to be sent. */
  responseHeaders?: Headers
  /** `await cookies()` of `next/headers`, in a route handler or a server action. */
  cookies?: { set(name: string, value: string, attributes: Attributes): unknown }
}

export interface CookieWriter {
  /** Whether a cookie that is set now reaches the browser. Asked only when one is about to be. */
  isOpen(): boolean
  send(lines: readonly string[]): void
}

/** `null` where nothing is passed that could set a cookie. */
export function cookieWriter({ res, responseHeaders, cookies }: ResponseWithCookies): CookieWriter | null {
  if (res) return { isOpen: () => !res.headersSent, send: (lines) => appendTo(res, lines) }
  if (responseHeaders) return { isOpen: () => true, send: (lines) => append(responseHeaders, lines) }
  if (!cookies) return null
  return {
    isOpen: () => isOpen(cookies),
    send(lines) {
      for (const line of lines) setIn(cookies, line)
    },
  }
}

/** Nobody else may be given an answer that sets somebody's cookies. */
const cacheControl = "private, no-cache, no-store"

function appendTo(res: NonNullable<ResponseWithCookies["res"]>, lines: readonly string[]): void {
  const present = res.getHeader("set-cookie")
  const earlier = present === undefined ? [] : [present].flat().map(String)
  res.setHeader("Set-Cookie", [...earlier, ...lines])
  if (res.getHeader("cache-control") === undefined) res.setHeader("Cache-Control", cacheControl)
}

function append(headers: Headers, lines: readonly string[]): void {
  for (const line of lines) headers.append("set-cookie", line)
  if (!headers.has("cache-control")) headers.set("cache-control", cacheControl)
}

/** Next.js lets a page that it renders read cookies, and throws when one is set. A cookie that ends at once harms nobody. */
function isOpen(cookies: NonNullable<ResponseWithCookies["cookies"]>): boolean {
  try {
    cookies.set("next-auth.can-set", "", { maxAge: 0, path: "/" })
    return true
  } catch {
    return false
  }
}

/** Of a line that we wrote ourselves. */
function setIn(cookies: NonNullable<ResponseWithCookies["cookies"]>, line: string): void {
  const [pair = "", ...attributes] = line.split("; ")
  const at = pair.indexOf("=")
  const given = (name: string): string | undefined =>
    attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const [expires, maxAge] = [given("expires"), given("max-age")]
  cookies.set(pair.slice(0, at), decodeURIComponent(pair.slice(at + 1)), {
    path: given("path") ?? "/",
    httpOnly: attributes.includes("HttpOnly"),
    secure: attributes.includes("Secure"),
    sameSite: "lax",
    ...(expires ? { expires: new Date(expires) } : {}),
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
  })
}
