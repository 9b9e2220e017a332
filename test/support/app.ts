/**
 * A small browser over an app: it keeps and sends cookies as RFC 6265bis §5 says, reads forms, and follows redirects when
 * asked. Nothing behind it is a stand-in; only the network between browser and app is left out.
 */
import { vi } from "vitest"
import { type Auth, createAuth } from "../../src/auth.js"
import type { Session } from "../../src/core/model.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import Credentials from "../../src/providers/credentials.js"
import { lookThrough, lookThroughAnswer, plant } from "./canaries.js"

export const secret = "a secret of the tests, at least 32 characters"
export const ada = { id: "1", name: "Ada Lovelace", email: "ada@example.com" }

export interface Form {
  readonly action: string
  readonly method: string
  readonly fields: Readonly<Record<string, string>>
}

export interface Answer {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  /** The absolute address of a redirect, as a browser reads it. */
  readonly location: string | null
  readonly text: string
  readonly forms: readonly Form[]
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  json(): any
}

export interface Cookie {
  readonly name: string
  /** As on the wire: percent-encoded. */
  readonly value: string
  readonly host: string
  readonly path: string
  readonly secure: boolean
  /** Milliseconds since the epoch; `Infinity` until the browser closes. */
  readonly expires: number
}

export interface App {
  readonly auth: Auth
  readonly options: AuthOptions
  readonly origin: string
  readonly log: { level: string; code: string; metadata?: unknown }[]
  /** A browser without any cookie. */
  browser(): Browser
}

/** Ada can sign in at this app with the password "lovelace", unless `options` say otherwise. */
export function openApp(options: Partial<AuthOptions> = {}, origin: string | null = "https://app.example"): App {
  vi.stubEnv("NEXTAUTH_URL", origin ?? "")
  const log: App["log"] = []
  const note = (line: App["log"][number]): void => {
    log.push(line)
    lookThrough("log", line)
  }
  const complete: AuthOptions = {
    secret,
    providers: [
      Credentials({
        credentials: { username: { label: "Name" }, password: { type: "password" } },
        authorize: (typed) => (typed?.password === "lovelace" ? ada : null),
      }),
    ],
    logger: {
      error: (code, metadata) => note({ level: "error", code, metadata }),
      warn: (code) => note({ level: "warn", code }),
      debug: (code, metadata) => note({ level: "debug", code, metadata }),
    },
    ...options,
  }
  plantSecretsOf(complete)
  const auth = createAuth(complete)
  const home = origin ?? "http://localhost:3000"
  const serve = async (request: Request): Promise<Response> => {
    const { origin: asked, pathname } = new URL(request.url)
    if (asked !== home) return fetch(request, { redirect: "manual" })
    return pathname.startsWith("/api/auth/") ? auth.handle(request) : new Response("A page of the app")
  }
  return { auth, options: complete, origin: home, log, browser: () => new Browser(home, serve) }
}

function plantSecretsOf({ secret, providers = [] }: AuthOptions): void {
  plant("the app's secret", secret)
  for (const provider of providers as { clientSecret?: unknown; options?: { clientSecret?: unknown } }[])
    plant("a client secret", provider?.options?.clientSecret ?? provider?.clientSecret)
}

type Body = { readonly form: Record<string, string> } | { readonly json: unknown }

export class Browser {
  readonly cookies = new Map<string, Cookie>()
  /** Every `Set-Cookie` value received, in order. */
  readonly received: string[] = []
  readonly #base: string
  readonly #serve: (request: Request) => Promise<Response>

  constructor(origin: string, serve: (request: Request) => Promise<Response>) {
    this.#base = `${origin}/api/auth/`
    this.#serve = serve
  }

  /** `path` is relative to our endpoints: `session`, or `/dashboard`. */
  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { headers })
  }

  /** Sends a form; with `{ json: … }` JSON, with `{ form: … }` a form too. */
  post(path: string, fields: Record<string, string> | Body = {}, headers: Record<string, string> = {}) {
    if ("json" in fields && typeof fields.json === "object") {
      const type = { "content-type": "application/json" }
      return this.send(path, { method: "POST", headers: { ...type, ...headers }, body: JSON.stringify(fields.json) })
    }
    const form = new URLSearchParams(("form" in fields ? fields.form : fields) as Record<string, string>)
    plant("a person's password", form.get("password"))
    return this.send(path, { method: "POST", headers, body: form })
  }

  submit(form: Form, typed: Record<string, string> = {}): Promise<Answer> {
    const fields = { ...form.fields, ...typed }
    return form.method === "POST" ? this.post(form.action, { form: fields }) : this.get(form.action)
  }

  /** Goes where an answer leads until there is a page. */
  async follow(answer: Answer): Promise<Answer> {
    for (let hops = 0; answer.location !== null; hops++) {
      if (hops === 10) throw new Error(`The redirects have no end: ${answer.location}`)
      answer = await this.get(answer.location)
    }
    return answer
  }

  /** Opens the sign-in page, fills in the form of this provider and sends it. Redirects are not followed. */
  async signIn(provider = "credentials", typed: Record<string, string> = { password: "lovelace" }): Promise<Answer> {
    const { forms } = await this.get("signin")
    const form = forms.find(({ action }) => action.endsWith(`/${provider}`))
    if (!form) throw new Error(`The sign-in page has no form for ${provider}`)
    return this.submit(form, typed)
  }

  async signOut(): Promise<Answer> {
    const { forms } = await this.get("signout")
    return this.submit(forms[0] as Form)
  }

  /** The session as the app's own pages see it; `null` for nobody. */
  async session(): Promise<Session | null> {
    const session = (await this.get("session")).json()
    return Object.keys(session).length === 0 ? null : session
  }

  async csrfToken(): Promise<string> {
    return (await this.get("csrf")).json().csrfToken
  }

  /** Puts a cookie into the browser, as a neighbouring host or a leaked backup could. `value` as on the wire. */
  plant(name: string, value: string, url: string = this.#base): void {
    const { hostname: host } = new URL(url)
    this.cookies.set(`${host}/${name}`, { name, value, host, path: "/", secure: false, expires: Infinity })
  }

  forget(name: string): void {
    for (const [key, cookie] of this.cookies) if (cookie.name === name) this.cookies.delete(key)
  }

  cookie(name: string): string | undefined {
    return [...this.cookies.values()].find((cookie) => cookie.name === name)?.value
  }

  /** The `Cookie` header that a request to `url` carries. */
  cookieHeader(url: string = this.#base): string {
    const { hostname, pathname, protocol } = new URL(url)
    return [...this.cookies.values()]
      .filter(({ host, path, secure, expires }) => {
        const isWithin = pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`)
        return host === hostname && isWithin && (!secure || protocol === "https:") && expires > Date.now()
      })
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ")
  }

  /** Sends any request, with this browser's cookies unless it brings its own. */
  async send(
    path: string,
    init: { method?: string; headers: Record<string, string>; body?: string | URLSearchParams },
  ) {
    const url = new URL(path, this.#base).href
    const cookie = this.cookieHeader(url)
    const headers = { ...(cookie ? { cookie } : {}), ...init.headers }
    const response = await this.#serve(new Request(url, { ...init, headers }))
    for (const line of response.headers.getSetCookie()) this.#keep(line, new URL(url))
    const answer = await readAnswer(url, response)
    if (url.startsWith(this.#base)) lookThroughAnswer(url, response, answer.text)
    return answer
  }

  /** @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis-20#section-5.7 */
  #keep(line: string, { hostname, protocol }: URL): void {
    this.received.push(line)
    const [, name = "", value = "", rest = ""] = /^([^=;]+)=([^;]*)(.*)$/.exec(line) ?? []
    const attributes = new Map(
      rest
        .split(/;\s*/)
        .map((text) => text.split(/=(.*)/s))
        .map(([key = "", given = ""]) => [key.toLowerCase(), given]),
    )
    const secure = attributes.has("secure")
    const path = attributes.get("path") || "/"
    if (secure ? protocol !== "https:" : /^__(?:Secure|Host)-/i.test(name)) return
    if (/^__Host-/i.test(name) && (attributes.has("domain") || path !== "/")) return
    const seconds = attributes.get("max-age")
    const expires =
      seconds === undefined ? Date.parse(attributes.get("expires") ?? "") : Date.now() + 1000 * Number(seconds)
    const cookie = { name, value, host: hostname, path, secure, expires: Number.isNaN(expires) ? Infinity : expires }
    if (cookie.expires <= Date.now()) this.cookies.delete(`${hostname}${path}${name}`)
    else this.cookies.set(`${hostname}${path}${name}`, cookie)
  }
}

async function readAnswer(url: string, response: Response): Promise<Answer> {
  const { status, headers } = response
  const location = headers.get("location")
  const text = await response.text()
  return {
    url,
    status,
    headers,
    location: location === null ? null : new URL(location, url).href,
    text,
    forms: headers.get("content-type")?.startsWith("text/html") ? readForms(text, url) : [],
    json: () => JSON.parse(text),
  }
}

const readForms = (html: string, base: string): Form[] =>
  [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = "", content = ""]) => ({
    action: new URL(attribute(tag, "action") ?? base, base).href,
    method: attribute(tag, "method")?.toUpperCase() ?? "GET",
    fields: Object.fromEntries(
      [...content.matchAll(/<input([^>]*)>/g)].map(([, input = ""]) => [
        attribute(input, "name") ?? "",
        attribute(input, "value") ?? "",
      ]),
    ),
  }))

const characters: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }
const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]?.replace(/&(.*?);/g, (_, entity) => characters[entity] ?? "?")
