/** What else the running app says of itself: caching, the clock, where providers are told to send people. */
import type { App } from "../app.js"
import { askAuth } from "../ask-auth.js"
import { type Finding, findingAt, nowhere } from "../finding.js"

export async function runningApp({ url }: App): Promise<readonly Finding[]> {
  if (!url) return []
  const asked = Date.now()
  const session = await askAuth(url, "session")
  if (!session) return [unreachable(url)]
  const providers = await askAuth(url, "providers")
  return [
    ...cacheability(session.headers),
    ...clock(session.headers, (asked + Date.now()) / 2),
    ...callbacks(url, providers?.body),
  ]
}

const unreachable = ({ origin }: URL): Finding =>
  findingAt(
    nowhere,
    "not-answering",
    "error",
    `The endpoints at ${origin} do not answer GET session with 200.`,
    "Start the app, or correct --url; its path is that of the endpoints, where that is not /api/auth.",
  )

function cacheability(headers: Headers): readonly Finding[] {
  const control = headers.get("cache-control") ?? ""
  if (/\b(?:no-store|private)\b/i.test(control) && !/\b(?:public|s-maxage)\b/i.test(control)) return []
  return [
    findingAt(
      nowhere,
      "session-cacheable",
      "error",
      "A cache may keep the session of one visitor and hand it to another.",
      "Let no proxy, rewrite or `headers` of the framework change Cache-Control below the endpoints.",
    ),
  ]
}

const toleranceSeconds = 30

function clock(headers: Headers, now: number): readonly Finding[] {
  const seconds = Math.round(Math.abs(Date.parse(headers.get("date") ?? "") - now) / 1000)
  if (!(seconds > toleranceSeconds)) return []
  return [
    findingAt(
      nowhere,
      "clock-differs",
      "warning",
      `The clocks of that server and of this machine are ${seconds} seconds apart: ID tokens are refused, or sessions end early.`,
      "Let both get the time by NTP.",
    ),
  ]
}

/** Providers refuse, or send people to, an address that is not the site's. */
function callbacks(url: URL, body: unknown): readonly Finding[] {
  const all = Object.values((body ?? {}) as Record<string, { callbackUrl?: unknown } | null>)
  const elsewhere = all
    .map((one) => String(one?.callbackUrl ?? ""))
    .find((one) => URL.canParse(one) && new URL(one).origin !== url.origin)
  if (elsewhere === undefined) return []
  return [
    findingAt(
      nowhere,
      "callback-elsewhere",
      "error",
      `Providers send people back to ${new URL(elsewhere).origin}, and the app is at ${url.origin}.`,
      "Set NEXTAUTH_URL to the address that people see.",
    ),
  ]
}
