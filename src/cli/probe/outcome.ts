/** What an answer amounts to, whatever its body says. */
import type { Answer } from "./ask.js"

export type Outcome =
  /** What was asked for came. */
  | "served"
  /** To the sign-in page, or 401. */
  | "sign-in"
  /** To the error page, or 403. */
  | "refused"
  /** Nothing is there, for this method at least. */
  | "absent"
  /** To the same page in another spelling. */
  | "same page"
  /** To some other page. */
  | "another page"
  /** A page came that sends the browser on: Next.js had begun to answer when it was told to redirect. */
  | "served, and sent on"
  /** The app would rather be asked less. */
  | "too many requests"
  | "broken"

/** Paths of the app's own pages, base path included. */
export interface Pages {
  readonly signIn: string
  readonly error: string
}

export function outcomeOf({ status, headers, body }: Answer, method: string, path: string, pages: Pages): Outcome {
  if (status >= 500) return "broken"
  if (status === 401) return "sign-in"
  if (status === 403) return "refused"
  if (status === 429) return "too many requests"
  if (status >= 300 && headers.location !== undefined) return placeOf(headers.location, path, pages)
  if (status < 200 || status >= 300) return "absent"
  // What a server says of itself to a cross-origin preflight, or by default.
  if (method === "OPTIONS" && body === "") return "absent"
  // What Next.js says of a page that is there, to a router that asks for its data, without the data.
  if (body === "{}" && headers["x-nextjs-matched-path"] !== undefined) return "absent"
  const elsewhere = redirectInData(body)
  if (elsewhere !== null) return placeOf(elsewhere, path, pages)
  return sendsOn.test(body) ? "served, and sent on" : "served"
}

/** The mark of Next.js' `redirect()` and `notFound()` in a page, or in the data of one. */
const sendsOn = /NEXT_REDIRECT;|NEXT_HTTP_ERROR_FALLBACK;|__next-page-redirect/

/** What a redirect of `getServerSideProps` is, where only a page's data was asked for: the data, in place of the page's own. */
function redirectInData(body: string): string | null {
  if (!body.startsWith('{"pageProps":{"__N_REDIRECT":')) return null
  try {
    const { pageProps } = JSON.parse(body) as { pageProps: Readonly<Record<string, unknown>> }
    const isAll = Object.keys(pageProps).every((name) => name.startsWith("__N_REDIRECT"))
    return isAll ? String(pageProps.__N_REDIRECT) : null
  } catch {
    return null
  }
}

function placeOf(location: string, path: string, { signIn, error }: Pages): Outcome {
  if (!URL.canParse(location, "http://app")) return "another page"
  const { pathname, searchParams } = new URL(location, "http://app")
  const [isSignIn, isError] = [pathname === pathOf(signIn), pathname === pathOf(error)]
  if (searchParams.has("callbackUrl")) return "sign-in"
  if (isError && (!isSignIn || searchParams.has("error"))) return "refused" // one page may be both
  if (isSignIn) return "sign-in"
  if (searchParams.has("error")) return "refused"
  return tidy(pathname) === tidy(pathOf(path)) ? "same page" : "another page"
}

const pathOf = (path: string): string => path.split(/[?#]/, 1)[0] ?? ""

const tidy = (path: string): string =>
  path
    .toLowerCase()
    .replace(/\/+$/, "")
    .replace(/\/{2,}/g, "/")
