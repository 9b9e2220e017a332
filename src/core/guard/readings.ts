/**
 * The paths that a spelling may stand for. Routers, proxies and file systems each read a path in their own way, and a guard that
 * reads it in one way only has been bypassed again and again.
 */
import { partsOf } from "./patterns.js"

type Parts = readonly string[]

/** The plain reading first, in which every server agrees; then those of careless ones. */
export type Readings = readonly [Parts, ...Parts[]]

/** Nobody links to a path of more parts. */
const mostParts = 64

/**
 * @param pathname of the URL, without the path that the app is mounted at
 * @param locales first parts of paths that are languages
 * @returns `null` for a spelling that servers do not agree on: an encoded slash or backslash, `..`, a control character, a broken
 * or a doubled encoding
 */
export function readingsOf(pathname: string, locales: readonly string[]): Readings | null {
  const decoded = decode(pathname)
  if (decoded === null) return null
  const parts = partsOf(decoded)
  if (parts.length > mostParts || parts.some((part) => /^\.{1,2}(?:;|$)/.test(part))) return null

  const plain = asRouted(parts, locales)
  const found = new Map([[plain.join("/"), plain]])
  for (const reading of found.values()) {
    for (const read of carelessly) {
      const other = asRouted(reading.map(read).filter(Boolean), locales)
      found.set(other.join("/"), found.get(other.join("/")) ?? other)
    }
  }
  return [...found.values()] as unknown as Readings
}

const hidden = /[\\\p{Cc}\p{Zl}\p{Zp}]/u

/** Once, as a router does. What would change by being decoded again is refused. */
function decode(pathname: string): string | null {
  if (hidden.test(pathname) || /%(?:2f|5c)/i.test(pathname)) return null
  if (!pathname.includes("%")) return pathname
  try {
    const decoded = decodeURIComponent(pathname)
    return hidden.test(decoded) || /%[0-9a-f]{2}/i.test(decoded) ? null : decoded
  } catch {
    return null
  }
}

/** What Next.js takes away before it looks for a route: the forms in which it fetches a page's data, and the language. */
function asRouted(parts: Parts, locales: readonly string[]): Parts {
  const page = parts[0] === "_next" && parts[1] === "data" ? pageOfData(parts) : pageOfSegments(parts)
  return locales.some((locale) => locale.toLowerCase() === page[0]?.toLowerCase()) ? page.slice(1) : page
}

/** `/_next/data/<build>/admin.json` is the page `/admin`. */
function pageOfData(parts: Parts): Parts {
  const page = parts.slice(3).map((part, i, all) => (i === all.length - 1 ? part.replace(/\.json$/i, "") : part))
  return page.at(-1) === "index" ? page.slice(0, -1) : page
}

/** `/admin.segments/_tree.segment.rsc` is the page `/admin`, and `/index.rsc` the first one. */
function pageOfSegments(parts: Parts): Parts {
  const at = parts.findIndex((part) => /\.segments$/i.test(part))
  const page = at < 0 ? parts : [...parts.slice(0, at), parts[at]?.replace(/\.segments$/i, "") ?? ""]
  return /^index(?:\.rsc)?$/i.test(page.at(-1) ?? "") && (at >= 0 || page.at(-1) !== "index") ? page.slice(0, -1) : page
}

/**
 * Case; matrix parameters (RFC 3986 §3.3); what frameworks append to a page's path; trailing dots and spaces. The lookbehind
 * keeps a path of 16 kB of dots from being searched anew at each of them.
 */
const carelessly: readonly ((part: string, i: number, all: Parts) => string)[] = [
  (part) => part.toLowerCase(),
  (part) => part.split(";", 1)[0] ?? "",
  (part, i, all) =>
    i === all.length - 1 ? part.replace(/.\.(?:rsc|json|txt|html?|action)$/i, (end) => end[0] ?? "") : part,
  (part) => part.replace(/(?<![. ])[. ]+$/, ""),
]
