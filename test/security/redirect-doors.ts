/** Every way in which a request can ask to be sent somewhere. */
import { NextRequest } from "next/server.js"
import { expect } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { routes } from "../../src/core/handler/routes.js"
import { logout } from "../../src/features/logout/index.js"
import { createGuards } from "../../src/frameworks/next/guards.js"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { definePolicy, signedIn } from "../../src/policy.js"
import Email from "../../src/providers/email.js"
import { type Answer, type App, type Browser, openApp, secret } from "../support/app.js"
import { provider, signIn, somebody } from "../support/people.js"
import { clientId, clientSecret, type PlayedScript } from "../support/scripted-provider.js"
import { cookieName, encode, site } from "./redirect-answers.js"

export interface Place {
  readonly app: App
  readonly op: PlayedScript
  /** Links of the mails that went out. */
  readonly links: string[]
  /** Cookies of somebody who signed in at the provider, whose session is to be ended too. */
  readonly guest: Browser
  /** The CSRF token that belongs to `cookie`. */
  readonly csrf: { readonly token: string; readonly cookie: string }
}

/** An app with a provider of every kind. `example` needs no network. */
export async function openPlace(op: PlayedScript, options: Parameters<typeof openApp>[0] = {}): Promise<Place> {
  const links: string[] = []
  const app = openApp({
    adapter: MemoryAdapter(),
    session: { strategy: "jwt" },
    providers: [
      ...openApp().options.providers,
      provider("example"),
      {
        ...{ id: "op", name: "OP", type: "oidc" as const, issuer: op.issuer, clientId, clientSecret },
        ...{
          endSession: `${op.issuer}/end`,
          logout: logout({ rpInitiated: true, frontChannel: true, backChannel: true }),
        },
      },
      Email({ code: true, limits: false, sendVerificationRequest: ({ url }) => void links.push(url) }),
    ],
    ...options,
  })
  const visitor = app.browser()
  const csrf = { token: await visitor.csrfToken(), cookie: visitor.cookieHeader() }
  const guest = app.browser()
  const { location } = await guest.signIn("op", {})
  await guest.get((await guest.get(location ?? "")).location ?? "")
  return { app, op, links, guest, csrf }
}

/** Sends a request that asks for an address; `sent` is what stands on the wire. */
export type Carry = (place: Place, sent: string) => Promise<readonly Answer[]>

export interface Door {
  readonly parameter: string
  /** Whether it takes the address percent-encoded. Others take the text as it is. */
  readonly encodes: boolean
  /** Whether it leads to where it was asked to, if that is on the site. */
  readonly honours: boolean
  /** Whether one request shows it all. Others go on to the end of a sign-in or a sign-out. */
  readonly isShort: boolean
  readonly carry: Carry
}

const form = ({ app, csrf }: Place, path: string, fields: string, cookie = ""): Promise<Answer> =>
  app.browser().send(path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: `${csrf.cookie}; ${cookie}` },
    body: `csrfToken=${csrf.token}&${fields}`,
  })

const encoded = (carry: Carry, parameter = "callbackUrl"): Door => ({
  ...{ parameter, encodes: true, honours: true, isShort: true },
  carry,
})
const plain = (carry: Carry, parameter = "callbackUrl"): Door => ({
  ...{ parameter, encodes: false, honours: true, isShort: true },
  carry,
})
const deaf = (door: Door): Door => ({ ...door, honours: false })
const long = (carry: Carry, parameter?: string): Door => ({ ...encoded(carry, parameter), isShort: false })

const query = (path: string): Door =>
  encoded(async ({ app }, sent) => [await app.browser().get(`${path}callbackUrl=${sent}`)])
const posted = (path: string, more = "password=lovelace"): Door =>
  encoded(async (place, sent) => [await form(place, path, `${more}&callbackUrl=${sent}`)])

/** Begins with an address, and goes on until somebody is signed in. */
async function throughProvider({ app }: Place, from: string): Promise<readonly Answer[]> {
  const browser = app.browser()
  const page = await browser.get(from)
  return [page, await signIn(browser, "example", somebody())]
}

async function byMail(place: Place, asked: string, opened: (link: URL) => string): Promise<readonly Answer[]> {
  const browser = place.app.browser()
  const csrfToken = await browser.csrfToken()
  const sent = await browser.send("signin/email", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: browser.cookieHeader() },
    body: `csrfToken=${csrfToken}&email=ada@example.com&${asked}`,
  })
  const link = place.links.at(-1) ?? ""
  const mailed = new URL(link).searchParams.get("callbackUrl") ?? ""
  expect(new URL(mailed, site).origin).toBe(site)
  return [sent, await browser.get(opened(new URL(link)))]
}

const withAsked = (link: URL, sent: string): string => {
  link.searchParams.delete("callbackUrl")
  return `${link.href}&callbackUrl=${sent}`
}

/** Signs out at the provider too, and comes back from there. */
async function throughSignOut({ app, guest, csrf }: Place, asked: string, back: string): Promise<readonly Answer[]> {
  const browser = app.browser()
  for (const [key, cookie] of guest.cookies) browser.cookies.set(key, cookie)
  browser.forget(cookieName)
  browser.plant("__Host-next-auth.csrf-token", csrf.cookie.split("=")[1] ?? "")
  const left = await browser.send("signout", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `csrfToken=${csrf.token}&${asked}`,
  })
  const state = new URL(left.location ?? site).searchParams.get("state") ?? ""
  return [left, await browser.get(`signed-out/op?state=${state}&${back}`)]
}

const invited = (op: PlayedScript): string => `iss=${encodeURIComponent(op.issuer)}&target_link_uri=`

const policy = definePolicy({ default: "deny", routes: { "/open": signedIn } })

/** A request for a page itself: whoever may not see it is sent to sign in, with the way back. */
async function asPage(
  { app }: Place,
  sent: string,
  guard: (request: NextRequest) => Promise<Response | undefined>,
): Promise<readonly Answer[]> {
  const address = `${site}${sent.startsWith("/") ? "" : "/"}${sent}`
  if (!URL.canParse(address) || new URL(address).origin !== site) return []
  const answer = await guard(new NextRequest(address, { headers: { accept: "text/html" } }))
  if (!answer && new URL(address).pathname.startsWith("/api/auth/")) return [] // everybody may go there
  const location = new URL(answer?.headers.get("location") ?? "")
  expect([answer?.status, location.origin]).toEqual([307, site])
  return [await app.browser().get(location.href)]
}

/** The doors of `callbackUrl` in every form, and of everything else that is, or might be taken for, an address. */
export const doors: Readonly<Record<string, Door>> = {
  "GET signin": query("signin?"),
  "GET signin/:provider": query("signin/example?"),
  "GET signout": query("signout?"),
  "POST signin/:provider of type oauth": posted("signin/example"),
  "POST signin/:provider of type oidc": posted("signin/op"),
  "POST signin/:provider of type credentials": posted("signin/credentials"),
  "POST callback/credentials": posted("callback/credentials"),
  "POST callback/credentials, answered in JSON": posted("callback/credentials", "password=lovelace&json=true"),
  "POST callback/credentials that is refused": deaf(posted("callback/credentials", "password=wrong")),
  "POST signout": posted("signout"),
  "POST signout, answered in JSON": posted("signout", "json=true"),
  "the address of POST signout": encoded(async (place, sent) => [await form(place, `signout?callbackUrl=${sent}`, "")]),
  "the sign-in page, remembered to the end of a sign-in": long((place, sent) =>
    throughProvider(place, `signin?callbackUrl=${sent}`),
  ),
  "GET callback/:provider": long(async ({ app }, sent) => {
    const browser = app.browser()
    const begun = await browser.signIn("example", {})
    const state = new URL(begun.location ?? "").searchParams.get("state")
    return [await browser.get(`callback/example?code=nobody&state=${state}&callbackUrl=${sent}`)]
  }),
  "the mail that POST signin/email sends": long((place, sent) =>
    byMail(place, `callbackUrl=${sent}`, (link) => link.href),
  ),
  "the link of a mail": long((place, sent) => byMail(place, "", (link) => withAsked(link, sent))),
  "the button behind the link of a mail": long(async (place, sent) => {
    const [asked] = await byMail(place, "", () => "verify-request")
    const { searchParams } = new URL(place.links.at(-1) ?? "")
    const shown = await place.app.browser().get(withAsked(new URL(place.links.at(-1) ?? ""), sent))
    searchParams.delete("callbackUrl")
    return [asked as Answer, shown, await form(place, "callback/email", `${searchParams}&callbackUrl=${sent}`)]
  }),
  "POST signout, on the way back from the provider": long((place, sent) =>
    throughSignOut(place, `callbackUrl=${sent}`, ""),
  ),
  "GET signed-out": long((place, sent) => throughSignOut(place, "", `callbackUrl=${sent}`)),
  "GET signed-out that nobody began": deaf(query("signed-out/op?state=guessed&")),
  "the invitation of a provider's portal": encoded(
    async ({ app, op }, sent) => [await app.browser().get(`signin/op?${invited(op)}${sent}`)],
    "target_link_uri",
  ),
  "the invitation of a provider's portal, as a form": long(async ({ app, op }, sent) => {
    const browser = app.browser()
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    return [
      await browser.follow(await browser.send("signin/op", { method: "POST", headers, body: `${invited(op)}${sent}` })),
    ]
  }, "target_link_uri"),
  "the issuer of an invitation": deaf(
    encoded(async ({ app }, sent) => [await app.browser().get(`signin/op?iss=${sent}`)], "iss"),
  ),
  "the issuer of an invitation that comes as a form": deaf(
    encoded(async ({ app }, sent) => {
      const headers = { "content-type": "application/x-www-form-urlencoded" }
      return [await app.browser().send("signin/op", { method: "POST", headers, body: `iss=${sent}` })]
    }, "iss"),
  ),
  "the error page": deaf(encoded(async ({ app }, sent) => [await app.browser().get(`error?error=${sent}`)], "error")),
  "the error page, by its path": deaf(
    encoded(async ({ app }, sent) => [await app.browser().get(`error/${sent}`)], "error"),
  ),
  "the state of an answer": deaf(
    encoded(async ({ app }, sent) => [await app.browser().get(`callback/op?code=c&state=${sent}`)], "state"),
  ),
  "a JSON body": plain(async ({ app, csrf }, callbackUrl) => [
    await app.browser().post("signout", { json: { callbackUrl, csrfToken: csrf.token } }, { cookie: csrf.cookie }),
  ]),
  "a JSON body of a sign-in": plain(async ({ app, csrf }, callbackUrl) => [
    await app
      .browser()
      .post(
        "callback/credentials",
        { json: { callbackUrl, csrfToken: csrf.token, password: "lovelace" } },
        { cookie: csrf.cookie },
      ),
  ]),
  "the callback-url cookie": plain(async (place, text) => [
    await form(place, "signout", "", `${cookieName}=${encode(text)}`),
  ]),
  "the callback-url cookie, on the sign-in page": plain(async ({ app }, text) => [
    await app.browser().get("signin", { cookie: `${cookieName}=${encode(text)}` }),
  ]),
  "the callback-url cookie, on a page to confirm a link": deaf(
    plain(async ({ app }, text) => [
      await app
        .browser()
        .get("callback/email?token=t&email=ada@example.com", { cookie: `${cookieName}=${encode(text)}` }),
    ]),
  ),
  "headers that name a host": deaf(
    plain(async (place, text) => {
      const { app } = place
      const sent = encode(text)
      const names = ["x-forwarded-host", "host", "x-original-host", "forwarded", "x-original-url", "x-rewrite-url"]
      const headers = Object.fromEntries(names.map((name) => [name, sent]))
      return [await app.browser().get("signin", headers), await app.browser().get("signin/example", headers)]
    }, "host"),
  ),
  "headers of a proxy": deaf(
    plain(
      async ({ app }, text) => [
        await app.browser().get("signin", { "x-forwarded-host": encode(text), "x-forwarded-proto": encode(text) }),
      ],
      "x-forwarded-host",
    ),
  ),
  "the scheme that a proxy names": deaf(
    plain(
      async ({ app }, text) => [await app.browser().get("signin", { "x-forwarded-proto": encode(text) })],
      "x-forwarded-proto",
    ),
  ),
  "headers that nobody asks for": deaf(
    plain(async ({ app }, text) => {
      const sent = encode(text)
      return [await app.browser().get("signin", { referer: sent, origin: sent, "x-callback-url": sent })]
    }),
  ),
  "a page behind withAuth": deaf(
    encoded((place, sent) => asPage(place, sent, (it) => withAuth({ secret })(it) as Promise<Response>), "path"),
  ),
  "a page behind a policy": deaf(
    encoded(
      (place, sent) => asPage(place, sent, (it) => withAuth({ secret, policy })(it) as Promise<Response>),
      "path",
    ),
  ),
  "a handler behind a guard": deaf(
    encoded((place, sent) => {
      if (/^\/*api(?:[/?]|$)/i.test(sent)) return Promise.resolve([])
      const { protect } = createGuards(place.app.options)
      return asPage(place, sent, (it) => protect(() => new Response("seen"))(it, {}))
    }, "path"),
  ),
}

/** Every endpoint at once, with every parameter that might be an address, in query, form and cookie. */
export async function knockEverywhere({ app, csrf }: Place, sent: string, names: readonly string[]): Promise<Answer[]> {
  const fields = [...names, "redirectTo", "redirect", "redirect_uri", "returnTo", "next", "url", "RelayState"]
    .map((name) => `${name}=${sent}`)
    .join("&")
  const answers: Answer[] = []
  const cookie = `${csrf.cookie}; ${cookieName}=${sent.replace(/[;\s]/g, "")}`
  for (const route of routes.keys()) {
    const [method, action] = route.split(" ")
    const path = `${action}/op`
    const headers = { cookie, "content-type": "application/x-www-form-urlencoded" }
    const init = method === "POST" ? { method, headers, body: `csrfToken=${csrf.token}&${fields}` } : { headers }
    answers.push(await app.browser().send(method === "POST" ? path : `${path}?${fields}`, init))
  }
  return answers
}
