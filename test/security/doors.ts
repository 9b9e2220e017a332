/** Every place that knows visitors, and what each says of one request. */
import { NextRequest } from "next/server.js"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { getServerSession } from "../../src/frameworks/next/server-session.js"
import { getToken } from "../../src/jwt.js"
import { type App, secret } from "../support/app.js"

/** What a request carries, as on the wire. */
export interface Visit {
  readonly cookie?: string
  readonly authorization?: string
}

/** The doors at which somebody is let in. A door that throws, or answers with a server's error, fails the test. */
export async function doorsOpenTo(app: App, visit: Visit): Promise<string[]> {
  const open: string[] = []
  for (const [door, isOpen] of Object.entries(doors)) if (await isOpen(app, visit)) open.push(door)
  return open
}

type Door = (app: App, visit: Visit) => Promise<boolean>

const sessionUrl = "https://app.example/api/auth/session"

const doors: Readonly<Record<string, Door>> = {
  "GET session": async ({ auth }, visit) =>
    isSession(await auth.handle(new Request(sessionUrl, { headers: headers(visit) }))),

  async "POST session"(app, { cookie = "", ...visit }) {
    const { csrfToken, csrfCookie } = await csrfOf(app)
    const sent = headers({ ...visit, cookie: [csrfCookie, cookie].filter(Boolean).join("; ") })
    const body = new URLSearchParams({ csrfToken })
    return isSession(await app.auth.handle(new Request(sessionUrl, { method: "POST", headers: sent, body })))
  },

  session: async ({ auth }, visit) => (await auth.session(new Headers(headers(visit)))).session !== null,

  async getServerSession({ options }, visit) {
    const sent = new Map<string, unknown>()
    const res = {
      statusCode: 200,
      headersSent: false,
      getHeader: () => undefined,
      setHeader: (name: string, value: unknown) => sent.set(name, value),
      end() {},
    }
    return (await getServerSession({ headers: headers(visit) }, res, options)) !== null
  },

  getToken: async (_, visit) => (await getToken({ req: { headers: headers(visit) }, secret })) !== null,
  "getToken of Headers": async (_, visit) =>
    (await getToken({ req: { headers: new Headers(headers(visit)) }, secret })) !== null,
  "getToken of parsed cookies": async (_, visit) =>
    (await getToken({ req: { headers: {}, cookies: nextRequest(visit).cookies }, secret })) !== null,

  async withAuth(_, visit) {
    const answer = await withAuth({ secret })(nextRequest(visit) as never, {} as never)
    if (answer && answer.status !== 307) throw new Error(`withAuth answered ${answer.status}`)
    return !answer
  },
}

const known = new WeakMap<App, { csrfToken: string; csrfCookie: string }>()

async function csrfOf(app: App): Promise<{ csrfToken: string; csrfCookie: string }> {
  const browser = app.browser()
  const csrf = known.get(app) ?? { csrfToken: await browser.csrfToken(), csrfCookie: browser.cookieHeader() }
  known.set(app, csrf)
  return csrf
}

const nextRequest = (visit: Visit) => new NextRequest("https://app.example/dashboard", { headers: headers(visit) })

const headers = (visit: Visit): Record<string, string> =>
  Object.fromEntries(Object.entries(visit).filter(([, value]) => value !== "")) as Record<string, string>

async function isSession(response: Response): Promise<boolean> {
  if (response.status >= 500) throw new Error(`Answered ${response.status}: ${await response.text()}`)
  return Object.keys(await response.json()).length > 0
}
