/**
 * Secrets that are watched through the whole run of the tests. Whatever makes or meets one plants it here: the apps and browsers of
 * `app.ts`, the providers beside it, and tests. What is written to a log or sent to a browser is looked through, and the test in which
 * a secret got anywhere but where it may go has failed: `catch-leaks.ts`, which every test runs with.
 *
 * What a test itself listens to, by a logger of its own or a spy on the console, is that test's to judge.
 */
import { inspect } from "node:util"

/** Where somebody who must not know a secret might read it. */
export type Place = "log" | "page" | "session" | "Set-Cookie" | "header" | "address here" | "address elsewhere"

/** Where each secret may go, and nowhere else. */
export const mayGo = {
  "the app's secret": [],
  "a client secret": [],
  "an access token": ["session"], // where the app's own callback shows it
  "a refresh token": ["session"],
  "an ID token": ["session", "address elsewhere"], // `id_token_hint`, OpenID Connect RP-Initiated Logout §2
  "an authorization code": ["address elsewhere"], // from a redirect proxy to the deployment that asked
  "a code verifier": [],
  "a state": ["address elsewhere"],
  "a nonce": ["address elsewhere"],
  "a session token": ["Set-Cookie"],
  "the hash of a CSRF token": ["Set-Cookie"],
  "a person's password": [],
  "the token of a link in a mail": ["page"], // in the form that confirms it
  "the password of a mail server": [],
  "the password of a database": [],
} as const satisfies Record<string, readonly Place[]>
export type Secret = keyof typeof mayGo

/** Shorter texts are found everywhere. */
const shortest = 8
/** The end of a long one is as good as the whole. */
const longest = 64
/** The latest, of what is made anew each time. */
const most = 200

interface Planted {
  readonly secret: Secret
  /** As it is, and as it looks in an address or a form. */
  readonly spellings: readonly string[]
}

const planted = new Map<string, Planted>()
const met = new Set<Secret>()
const leaks: string[] = []

export function plant(secret: Secret, value: unknown): void {
  if (typeof value !== "string" || value.length < shortest || /\p{Cs}/u.test(value)) return
  const end = value.slice(-longest)
  const spellings = new Set([end, encodeURIComponent(end), new URLSearchParams({ x: end }).toString().slice(2)])
  met.add(secret)
  planted.delete(end)
  planted.set(end, { secret, spellings: [...spellings] })
  const [oldest] = planted.keys()
  if (planted.size > most && oldest !== undefined) planted.delete(oldest)
}

/** What an attacker makes up is no secret: `code=x`. */
const longEnough = (made: string | null): string | null => (made !== null && /^[\w.~-]{32,}$/.test(made) ? made : null)

/** Looks for every secret in what got to this place. */
export function lookThrough(place: Place, what: unknown): void {
  const text = typeof what === "string" ? what : inspect(what, { depth: 6, maxStringLength: 20_000 })
  if (text.length < shortest) return
  for (const { secret, spellings } of planted.values()) {
    if ((mayGo[secret] as readonly Place[]).includes(place)) continue
    const found = spellings.find((spelling) => text.includes(spelling))
    if (found !== undefined) leaks.push(`${secret} got into ${place}: ${excerpt(text, found)}`)
  }
}

const excerpt = (text: string, found: string): string => {
  const at = text.indexOf(found)
  return text.slice(Math.max(0, at - 80), at + found.length + 20)
}

/** What was found since the last call. */
export const takeLeaks = (): string[] => leaks.splice(0)

/** The secrets that were met, by name. */
export const metSecrets = (): ReadonlySet<Secret> => met

/** What a browser learns of one answer. */
export function lookThroughAnswer(url: string, response: Response, text: string): void {
  const { origin, pathname, searchParams } = new URL(url)
  for (const line of response.headers.getSetCookie()) plantCookie(line)
  if (pathname.includes("/callback/")) plant("an authorization code", longEnough(searchParams.get("code")))
  if (pathname.includes("/callback/")) plant("the token of a link in a mail", longEnough(searchParams.get("token")))

  const location = response.headers.get("location")
  if (location) {
    const to = new URL(location, url)
    if (to.searchParams.has("client_id")) plant("a state", longEnough(to.searchParams.get("state")))
    if (to.searchParams.has("client_id")) plant("a nonce", longEnough(to.searchParams.get("nonce")))
    lookThrough(to.origin === origin ? "address here" : "address elsewhere", location)
  }
  for (const line of response.headers.getSetCookie()) lookThrough("Set-Cookie", line)
  lookThrough("header", [...response.headers].filter(([name]) => !/^(?:set-cookie|location)$/.test(name)).join())
  lookThrough(pathname.endsWith("/session") ? "session" : "page", text)
}

function plantCookie(line: string): void {
  const [, name = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
  if (/session-token(?:\.\d+)?$/.test(name)) plant("a session token", value)
  if (name.endsWith("csrf-token")) plant("the hash of a CSRF token", value.split("%7C")[1])
}
