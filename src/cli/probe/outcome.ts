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
  if (status >= 300 && headers.location !== undefined) return placeOf(headers.location, path, pages)
  if (status < 200 || status >= 300) return "absent"
  // What a server says of itself to a cross-origin preflight, or by default.
  if (method === "OPTIONS" && body === "") return "absent"
  return sendsOn.test(body) ? "served, and sent on" : "served"
}

/** The mark of Next.js' `redirect()` and `notFound()` in a page, or in the data of one. */
const sendsOn = /NEXT_REDIRECT;|NEXT_HTTP_ERROR_FALLBACK;|__next-page-redirect/

function placeOf(location: string, path: string, { signIn, error }: Pages): Outcome {
  if (!URL.canParse(location, "http://app")) return "another page"
  const { pathname, searchParams } = new URL(location, "http://app")
  if (pathname === pathOf(error) || searchParams.has("error")) return "refused"
  if (pathname === pathOf(signIn) || searchParams.has("callbackUrl")) return "sign-in"
  return tidy(pathname) === tidy(pathOf(path)) ? "same page" : "another page"
}

const pathOf = (path: string): string => path.split(/[?#]/, 1)[0] ?? ""

const tidy = (path: string): string =>
  path
    .toLowerCase()
    .replace(/\/+$/, "")
    .replace(/\/{2,}/g, "/")
