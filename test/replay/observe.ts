import type { Answer, SeenCookie, SeenForm } from "./observed.js"
import { now } from "./sealed.js"
import type { WireResponse } from "./wire.js"

/** Origins that differ from run to run, and the placeholders the records have for them. */
export type Origins = Record<string, string>

const toMinute = (seconds: number): number => Math.round(seconds / 60) * 60 || 0

function withPlaceholders(text: string, origins: Origins): string {
  let result = text
  for (const [origin, placeholder] of Object.entries(origins)) {
    const host = new URL(origin).host
    result = result.replaceAll(origin, placeholder)
    if (placeholder === "{APP}") result = result.replaceAll(host, "{APP.host}")
  }
  return result
}

const varying = new Set(["state", "nonce", "code_challenge", "code"])

function readable(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * A URL with placeholders, its query sorted and decoded, an origin alone followed by a slash, and backslashes as browsers
 * read them.
 */
export function normalUrl(url: string, origins: Origins): string {
  const [start = "", query] = url.split(/\?(.*)/s)
  const address = start.replaceAll("\\", "/")
  const bare = /^[a-z]+:\/\/[^/]+$/i.test(address) ? `${address}/` : address
  const shown = readable(withPlaceholders(bare, origins))
  if (query === undefined) return shown
  const parameters = query
    .split("&")
    .map((pair) => pair.split(/=(.*)/s))
    .map(([name = "", value = ""]): [string, string] => [name, readable(value.replaceAll("+", " "))])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${varying.has(name) ? `<${name}>` : normalText(value, origins)}`)
  return `${shown}?${parameters.join("&")}`
}

function normalText(value: string, origins: Origins): string {
  if (/^https?:\/\//.test(value)) return normalUrl(value, origins)
  if (/^[0-9a-f]{64}$/.test(value)) return "<hex64>"
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return "<uuid>"
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return `<iso +${toMinute(Date.parse(value) / 1000 - now())}s>`
  return value.length > 1000 ? `<${value.length} characters>` : value
}

/** A JSON value with placeholders for what differs each time. */
export function normalJson(value: unknown, origins: Origins, key = ""): unknown {
  if (typeof value === "string") return key === "jti" ? "<jti>" : normalText(value, origins)
  if (typeof value === "number" && /^(iat|exp|expires_at)$/.test(key)) return `<epoch +${toMinute(value - now())}s>`
  if (Array.isArray(value)) return value.map((item) => normalJson(item, origins))
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normalJson(item, origins, name)]))
}

function seenCookie(line: string, origins: Origins): [string, SeenCookie] {
  const [pair = "", ...attributes] = line.split(/;\s*/)
  const [name = "", value = ""] = pair.split(/=(.*)/s)
  const given = new Map(attributes.map((text) => text.split(/=(.*)/s)).map(([key = "", v]) => [key.toLowerCase(), v]))
  const maxAge = given.get("max-age")
  const expires = given.get("expires")
  const seconds = maxAge === undefined ? expires && Date.parse(expires) / 1000 - now() : Number(maxAge)
  const lifetime =
    seconds === undefined ? "browser session" : Number(seconds) <= 0 ? "removed" : `+${toMinute(Number(seconds))}s`
  const path = given.get("path")
  const domain = given.get("domain")
  const sameSite = given.get("samesite")?.toLowerCase()
  const shown = name.endsWith("callback-url") ? normalUrl(readable(value), origins) : "<value>"
  const cookie: SeenCookie = {
    value: value === "" ? "<empty>" : shown,
    ...(path ? { path } : {}),
    httpOnly: given.has("httponly"),
    ...(sameSite ? { sameSite } : {}),
    secure: given.has("secure"),
    ...(domain ? { domain } : {}),
    lifetime,
  }
  return [name, cookie]
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i").exec(tag)
  const text = found?.[1] ?? found?.[2] ?? found?.[3]
  return text
    ?.replaceAll("&quot;", '"')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll("&amp;", "&")
}

function seenForms(html: string, origins: Origins, base: string): SeenForm[] {
  return [...html.matchAll(/<form[^>]*>([\s\S]*?)<\/form>/gi)].map(([form, content = ""]) => {
    const inputs = [...content.matchAll(/<input[^>]*>/gi)].map(([tag]) => {
      const type = attribute(tag, "type") ?? "text"
      const value = attribute(tag, "value")
      const shown = type === "hidden" && value !== undefined ? { value: normalText(value, origins) } : {}
      return { name: attribute(tag, "name") ?? "", type, ...shown }
    })
    return {
      action: normalUrl(new URL(attribute(form, "action") ?? "", base).href, origins),
      method: attribute(form, "method")?.toUpperCase() ?? "GET",
      inputs: inputs.sort((a, b) => (a.name < b.name ? -1 : 1)),
    }
  })
}

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim()

function nextPage(html: string, origins: Origins): Answer {
  const data = /<script id="__NEXT_DATA__"[^>]*>([\s\S]*?)<\/script>/.exec(html)?.[1]
  const root = /<div id="__next">([\s\S]*?)<\/div><script/.exec(html)?.[1]
  if (data === undefined) return {}
  return {
    pageProps: normalJson(JSON.parse(data).props.pageProps ?? {}, origins),
    text: textOf(root ?? ""),
  }
}

/** What the records hold of an answer. `base`: where a relative address in the answer leads. */
export function observe(response: WireResponse, origins: Origins, base: string): Answer {
  const { status, headers, text } = response
  const type = headers["content-type"]?.split(";")[0]
  const location = headers.location
  const isNextPage = type === "text/html" && text.includes("__NEXT_DATA__")
  const answer: Answer = { status }
  if (location !== undefined) answer.location = seenLocation(location, origins, base)
  if (response.setCookies.length > 0) {
    answer.setCookies = Object.fromEntries(response.setCookies.map((line) => seenCookie(line, origins)))
  }
  if (status >= 300 && status < 400) return answer
  if (type === "application/json") {
    answer.contentType = type
    answer.json = normalJson(JSON.parse(text), origins)
    if (/no-store/.test(headers["cache-control"] ?? "")) answer.noStore = true
  } else if (type === "text/html") {
    answer.contentType = type
    answer.forms = seenForms(text, origins, base)
    if (isNextPage) Object.assign(answer, nextPage(text, origins))
  } else if (text === "") answer.text = ""
  else answer.body = "<text>"
  return answer
}

function seenLocation(location: string, origins: Origins, base: string): string {
  const [address = "", query] = location.split(/\?(.*)/s)
  const full = /^[a-z]+:/i.test(address) ? address : new URL(address, base).href
  return normalUrl(query === undefined ? full : `${full}?${query}`, origins)
}
