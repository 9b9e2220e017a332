/** The session cookie: found whole or in chunks, written in chunks where one cookie would be too large. */

import { ConfigurationError } from "../errors.js"
import type { OpenCookieJar } from "../http/cookie-jar.js"
import { decodeCookieValue, findCookieNames, findCookieValue } from "../http/cookies.js"
import { authjsSessionCookieName } from "../options/cookie-options.js"
import type { CookieOption } from "../options/options.js"
import type { SessionContext } from "./strategy.js"

/** Characters in one chunk: 4096 less what name and attributes may take, as next-auth v4 counts. */
const chunkSize = 3933

/** Chunks that are read back: 250 kB, more than any server takes in headers. */
const mostChunks = 64

/** A session token as the browser sent it. */
export interface FoundToken {
  readonly value: string
  /** What its key is derived with: nothing for our own and next-auth v4's, the cookie's name for Auth.js v5's. */
  readonly salt: string
}

/** Our own cookie first; then Auth.js v5's, which is read until ours takes over. */
export function findSessionToken(header: string, name: string, secure: boolean): FoundToken | null {
  if (header === "") return null
  const own = findCookieValue(header, name)
  if (own) return { value: decodeCookieValue(own), salt: "" }
  const authjsName = authjsSessionCookieName(secure)
  const authjs = name === authjsName ? undefined : findCookieValue(header, authjsName)
  return authjs ? { value: decodeCookieValue(authjs), salt: authjsName } : null
}

/** Whether there is any use in looking for a session. Costs nothing for the visitor who has none. */
export const mayHoldSession = (header: string | null, name: string, secure: boolean): header is string =>
  header !== null && (header.includes(name) || header.includes(authjsSessionCookieName(secure)))

/**
 * Queues the cookie, and the removal of whatever else the browser holds under its name. `set`: how the jar takes it.
 *
 * @throws {ConfigurationError} `INVALID_OPTION` when no browser could bring it back
 */
export function writeSessionCookie(
  jar: OpenCookieJar,
  cookie: CookieOption,
  value: string,
  expires: Date,
  set: OpenCookieJar["set"] = jar.set,
): void {
  const names = chunkNames(cookie.name, Math.ceil(value.length / chunkSize))
  if (names.length > mostChunks) throw tooLarge(value)
  removeStaleCookies(jar, cookie, names)
  names.forEach((name, i) => {
    set(name, value.slice(i * chunkSize, (i + 1) * chunkSize), cookie.options, expires)
  })
}

const tooLarge = ({ length }: string): ConfigurationError =>
  new ConfigurationError(
    "INVALID_OPTION",
    `The session is too large for cookies, with ${length} bytes: return less from \`callbacks.jwt\`.`,
  )

const chunkNames = (name: string, count: number): string[] =>
  count === 1 ? [name] : Array.from({ length: count }, (_, i) => `${name}.${i}`)

const sessionCookie = ({ config, secure }: SessionContext) => config.cookies(secure).sessionToken

/** The session token of a request. */
export const findToken = (context: SessionContext): FoundToken | null =>
  findSessionToken(context.jar.header, sessionCookie(context).name, context.secure)

/** Until when a session lives that is extended now. */
export const expiry = ({ config, now }: SessionContext): Date => new Date(now.getTime() + config.session.maxAge * 1000)

export const writeToken = (context: SessionContext, token: string, expires: Date, set?: OpenCookieJar["set"]): void =>
  writeSessionCookie(context.jar, sessionCookie(context), token, expires, set)

/** Queues the removal of the session cookie in every form it may have, Auth.js v5's included. */
export function removeSessionCookie(context: SessionContext): void {
  const own = sessionCookie(context)
  for (const name of new Set([own.name, authjsSessionCookieName(context.secure)]))
    removeStaleCookies(context.jar, { ...own, name }, [])
}

/** Queues the removal of a cookie in every form that the browser has of it, but for those that are kept. */
export function removeStaleCookies(jar: OpenCookieJar, { name, options }: CookieOption, kept: readonly string[]): void {
  for (const found of findCookieNames(jar.header, name)) {
    if (!kept.includes(found)) jar.remove(found, options)
  }
}
