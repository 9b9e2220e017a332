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
    setHeader(name: string, value: readonly string[]): unknown
  }
  /** Headers of an answer that is still to be sent. */
  responseHeaders?: Headers
  /** `await cookies()` of `next/headers`, in a route handler or a server action. */
  cookies?: { set(name: string, value: string, attributes: Attributes): unknown }
}

/** `null` where no cookie can be set: nothing is passed, the headers are sent, or a page is being rendered. */
export function cookieWriter({
  res,
  responseHeaders,
  cookies,
}: ResponseWithCookies): ((lines: readonly string[]) => void) | null {
  if (res) return res.headersSent ? null : (lines) => appendTo(res, lines)
  if (responseHeaders) {
    return (lines) => {
      for (const line of lines) responseHeaders.append("set-cookie", line)
    }
  }
  if (!cookies || !isOpen(cookies)) return null
  return (lines) => {
    for (const line of lines) setIn(cookies, line)
  }
}

function appendTo(res: NonNullable<ResponseWithCookies["res"]>, lines: readonly string[]): void {
  const present = res.getHeader("set-cookie")
  const earlier = present === undefined ? [] : [present].flat().map(String)
  res.setHeader("Set-Cookie", [...earlier, ...lines])
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
