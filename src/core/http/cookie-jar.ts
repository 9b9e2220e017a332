import type { CookieJar } from "../contracts/request.js"
import { parseCookies, serialiseCookie } from "./cookies.js"

export interface OpenCookieJar extends CookieJar {
  /** The `Cookie` header as it came; empty when there is none. */
  readonly header: string
  /** `set` for a token that we have sealed, which needs no encoding: looking through it would cost a twentieth of a session's answer. */
  setSealed: CookieJar["set"]
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
  const setSealed: CookieJar["set"] = (...cookie) => void queued.set(cookie[0], serialiseCookie(...cookie))

  return {
    header,
    get: (name) => cookies().get(name),
    names: () => [...cookies().keys()],
    /** Percent-encoded, so that nothing in a value can end it. */
    set: (name, value, ...rest) => setSealed(name, encodeURIComponent(value), ...rest),
    setSealed,
    remove: (name, { expires: _, ...attributes }) => setSealed(name, "", { ...attributes, maxAge: 0 }),
    changes: () => [...queued.values()],
  }
}
