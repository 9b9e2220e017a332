/**
 * Cookies as text: the `Cookie` header read, the `Set-Cookie` header written.
 *
 * Our own lines because a session read looks for one name among thirty, and must not pay for parsing the other 29.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-4
 */
import type { CookieAttributes } from "../contracts/request.js"

/**
 * The value kept under `name`, whole or in chunks (`name.0`, `name.1` …), still percent-encoded.
 * Chunks count only under exactly these names, without gaps from 0; `undefined` when there is nothing.
 */
export function findCookieValue(header: string, name: string): string | undefined {
  let whole: string | undefined
  let chunks: string[] | undefined
  for (let at = header.indexOf(name); at !== -1; at = header.indexOf(name, endOf(header, at))) {
    if (!startsCookie(header, at)) continue
    const after = at + name.length
    const kind = header[after]
    if (kind === "=") {
      whole ??= valueAt(header, after)
    } else if (kind === ".") {
      const sign = header.indexOf("=", after)
      const index = sign === -1 ? -1 : chunkIndex(header.slice(after + 1, sign))
      if (index !== -1) {
        chunks ??= []
        chunks[index] ??= valueAt(header, sign)
      }
    }
  }
  return joinChunks(chunks) ?? whole
}

/** The names, of those that the header has, under which a value is kept whole or in chunks. */
export function findCookieNames(header: string, name: string): string[] {
  const names: string[] = []
  for (let at = header.indexOf(name); at !== -1; at = header.indexOf(name, endOf(header, at))) {
    const sign = header.indexOf("=", at)
    if (sign === -1 || !startsCookie(header, at)) continue
    const found = header.slice(at, sign).trimEnd()
    if (found === name || isChunkName(found, name)) names.push(found)
  }
  return names
}

const isChunkName = (found: string, name: string): boolean =>
  found[name.length] === "." && /^\d{1,2}$/.test(found.slice(name.length + 1))

function startsCookie(header: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && header[before] === " ") before--
  return before < 0 || header[before] === ";"
}

const valueAt = (header: string, sign: number): string => header.slice(sign + 1, endOf(header, sign)).trimEnd()

function endOf(header: string, at: number): number {
  const end = header.indexOf(";", at)
  return end === -1 ? header.length : end
}

/** 64 chunks are 250 kB, more than any server reads: a larger index is not ours. */
function chunkIndex(suffix: string): number {
  return /^(?:\d|[1-5]\d|6[0-3])$/.test(suffix) ? Number(suffix) : -1
}

function joinChunks(chunks: readonly (string | undefined)[] | undefined): string | undefined {
  if (chunks?.[0] === undefined) return undefined
  let joined = ""
  for (const chunk of chunks) {
    if (chunk === undefined) break
    joined += chunk
  }
  return joined
}

/** A `Cookie` header of cookies that a framework parsed already. */
export const cookieHeader = (cookies: Iterable<readonly [string, string]>): string =>
  Array.from(cookies, ([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ")

/** Percent-decodes a cookie's value; one that is not well-formed stays as it came. */
export function decodeCookieValue(value: string): string {
  const bare = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  if (!bare.includes("%")) return bare
  try {
    return decodeURIComponent(bare)
  } catch {
    return bare
  }
}

/** All cookies of a header, decoded; of two with one name the first counts, as the more specific path comes first. */
export function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(";")) {
    const sign = pair.indexOf("=")
    const name = pair.slice(0, sign).trim()
    if (sign > 0 && name && !cookies.has(name)) cookies.set(name, decodeCookieValue(pair.slice(sign + 1).trim()))
  }
  return cookies
}

/** 400 days in seconds: browsers keep no cookie longer (RFC 6265bis §5.5). */
const longestLife = 34_560_000

/** A `Set-Cookie` line. `value`: one that nothing can end, as the jar makes sure. `expires`: where it is not that of the attributes. */
export function serialiseCookie(name: string, value: string, attributes: CookieAttributes, expires?: Date): string {
  const written = writtenOnce.get(attributes) ?? writeAttributes(attributes)
  const until = expires ?? written.expires
  return `${name}=${value}${written.before}${until ? `; Expires=${withinLife(until).toUTCString()}` : ""}${written.after}`
}

interface WrittenAttributes {
  readonly before: string
  readonly expires: Date | undefined
  readonly after: string
}

/** Attributes that cannot change any more: those of our own cookies. */
const writtenOnce = new WeakMap<CookieAttributes, WrittenAttributes>()

function writeAttributes(attributes: CookieAttributes): WrittenAttributes {
  const own: CookieAttributes = Object.assign(Object.create(null), attributes) // nothing that a polluted prototype adds
  const { maxAge, domain, path, expires, httpOnly, secure, partitioned, sameSite } = own
  let before = ""
  if (maxAge !== undefined) before += `; Max-Age=${Math.min(Math.floor(maxAge), longestLife)}`
  if (domain) before += `; Domain=${domain}`
  if (path) before += `; Path=${path}`
  let after = ""
  if (httpOnly) after += "; HttpOnly"
  if (secure) after += "; Secure"
  if (partitioned) after += "; Partitioned"
  if (sameSite) after += `; SameSite=${sameSite === true ? "Strict" : capitalised(sameSite)}`
  const written = { before, expires, after }
  if (Object.isFrozen(attributes)) writtenOnce.set(attributes, written)
  return written
}

const withinLife = (expires: Date): Date => new Date(Math.min(expires.getTime(), Date.now() + longestLife * 1000))

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
