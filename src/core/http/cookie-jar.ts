import type { CookieJar } from "../contracts/request.js"
import { parseCookies, serialiseCookie } from "./cookies.js"

export interface OpenCookieJar extends CookieJar {
  /** The `Cookie` header as it came; empty when there is none. */
  readonly header: string
  /** The `Set-Cookie` values of the answer: for each name the last word counts. */
  changes(): string[]
}

/** A jar over a request's `Cookie` header. It is parsed when first asked. */
export function createCookieJar(header: string): OpenCookieJar {
  let received: Map<string, string> | undefined
  const cookies = () => {
    received ??= parseCookies(header)
    return received
  }
  const queued = new Map<string, string>()

  return {
    header,
    get: (name) => cookies().get(name),
    names: () => [...cookies().keys()],
    set: (...cookie) => void queued.set(cookie[0], serialiseCookie(...cookie)),
    remove: (name, { expires: _, ...attributes }) =>
      void queued.set(name, serialiseCookie(name, "", { ...attributes, maxAge: 0 })),
    changes: () => [...queued.values()],
  }
}
