import { readFileSync } from "node:fs"
import { NextRequest } from "next/server.js"
import { describe, expect, test } from "vitest"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import type { Provider } from "../../src/index.js"
import { type Answer, type App, openApp, secret } from "../support/app.js"

interface Payload {
  readonly id: string
  readonly category: string
  readonly payload: string
  readonly expect: "allow" | "reject" | "same-origin-only"
}

const corpus = new URL("../fixtures/corpora/open-redirect.json", import.meta.url)
const { payloads, meta } = JSON.parse(readFileSync(corpus, "utf8")) as { payloads: Payload[]; meta: { base: string } }
const site = meta.base
const cookieName = "__Secure-next-auth.callback-url"

const example: Provider = {
  id: "example",
  name: "Example",
  type: "oauth",
  clientId: "the-client",
  clientSecret: "the-client-secret",
  authorization: "https://idp.example/authorize",
  token: "https://idp.example/token",
  userinfo: "https://idp.example/userinfo",
}
const open = (options: Parameters<typeof openApp>[0] = {}): App =>
  openApp({ providers: [...openApp().options.providers, example], ...options })

/** Where a request puts the address it asks for. Every one also signs in, signs out or shows the sign-in page. */
type Carrier = (app: App, encoded: string) => Promise<Answer>

const viaForm =
  (path: string, more = ""): Carrier =>
  (app, encoded) =>
    sendForm(app, path, `callbackUrl=${encoded}${more}`)

const carriers: Readonly<Record<string, Carrier>> = {
  "GET signin": (app, encoded) => app.browser().get(`signin?callbackUrl=${encoded}`),
  "GET signin/:provider": (app, encoded) => app.browser().get(`signin/example?callbackUrl=${encoded}`),
  "GET signout": (app, encoded) => app.browser().get(`signout?callbackUrl=${encoded}`),
  "POST signin/:provider": viaForm("signin/example"),
  "POST signin/credentials": viaForm("signin/credentials"),
  "POST callback/credentials": viaForm("callback/credentials"),
  "POST callback/credentials, answered in JSON": viaForm("callback/credentials", "&json=true"),
  "POST signout": viaForm("signout"),
  "POST signout, answered in JSON": viaForm("signout", "&json=true"),
  "the address of POST signout": (app, encoded) => sendForm(app, `signout?callbackUrl=${encoded}`, ""),
}

/** Carriers that need no encoding, or bring their own. */
const rawCarriers: Readonly<Record<string, (app: App, text: string) => Promise<Answer>>> = {
  "a JSON body": (app, callbackUrl) =>
    app.browser().post("signout", { json: { callbackUrl, csrfToken } }, { cookie: csrfCookie }),
  "the callback-url cookie": (app, text) => sendForm(app, "signout", "", `${cookieName}=${encode(text)}`),
  "the callback-url cookie, on the sign-in page": (app, text) =>
    app.browser().get("signin", { cookie: `${cookieName}=${encode(text)}` }),
}

/** One browser's token: all apps here share their secret. */
const visitor = openApp().browser()
const csrfToken = await visitor.csrfToken()
const csrfCookie = visitor.cookieHeader()

function sendForm(app: App, path: string, fields: string, cookie = ""): Promise<Answer> {
  const headers = { "content-type": "application/x-www-form-urlencoded", cookie: `${csrfCookie}; ${cookie}` }
  const body = `csrfToken=${csrfToken}&password=lovelace&${fields}`
  return app.browser().send(path, { method: "POST", headers, body })
}

const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, "\ufffd")
const encode = (text: string): string => encodeURIComponent(wellFormed(text))

/** Every address of an answer that a browser may come to follow, now or at the end of the sign-in. */
function destinations({ headers, text, forms, url }: Answer): string[] {
  const found = forms.map(({ fields }) => fields.callbackUrl)
  const location = headers.get("location")
  if (location !== null && !location.startsWith("https://idp.example/authorize?")) found.push(location)
  if (headers.get("content-type")?.startsWith("application/json")) found.push(JSON.parse(text).url)
  for (const line of headers.getSetCookie()) {
    if (line.startsWith(`${cookieName}=`)) found.push(decodeURIComponent(line.split(/[=;]/)[1] as string))
  }
  return found.filter((it) => it !== undefined).map((it) => new URL(it, url).href)
}

/** What the corpus demands of every answer, whatever was asked for. */
function expectHarmless(answer: Answer): void {
  expect(answer.status).toBeLessThan(500)
  for (const destination of destinations(answer)) {
    const { origin, username, password } = new URL(destination)
    expect({ origin, username, password }).toEqual({ origin: site, username: "", password: "" })
  }
  for (const [name, value] of answer.headers) expect(name + value).not.toMatch(/[\r\n\0]/)
  expect(answer.headers.getSetCookie().filter((line) => /^\s*pwn/i.test(line))).toEqual([])
}

/** Asks, in less than 250 ms; once more if another process had the processor. */
async function promptly(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const start = performance.now()
    const answer = await ask()
    const time = performance.now() - start
    if (time < 250) return answer
    if (attempt === 3) expect(time).toBeLessThan(250)
  }
}

const own = new Set([`${site}/`, `${site}/api/auth/signin`])

const app = open()

describe.each(payloads)("$id, $category, $expect", ({ payload, expect: verdict }) => {
  const judge = (answer: Answer): void => {
    expectHarmless(answer)
    const wanted = new URL(verdict === "allow" ? payload : site, site).href
    if (wanted !== `${site}/`) expect(destinations(answer)).toContain(wanted)
    if (verdict !== "reject") return
    expect(destinations(answer).filter((it) => !own.has(it))).toEqual([])
    if (payload.length > 3) expect(answer.text.includes(payload)).toBe(false)
  }

  test("leads nowhere else, however it arrives", async () => {
    for (const carry of Object.values(carriers)) judge(await promptly(() => carry(app, encode(payload))))
    for (const carry of Object.values(rawCarriers)) judge(await promptly(() => carry(app, payload)))
  })

  test("leads nowhere else raw, encoded twice, or as a list", async () => {
    const raw = wellFormed(payload)
    for (const carry of Object.values(carriers)) {
      for (const sent of [raw, encode(encode(payload))]) expectHarmless(await promptly(() => carry(app, sent)))
    }
    for (const query of [raw, `callbackUrl[]=${encode(payload)}`, `callbackUrl=/x&callbackUrl=${encode(payload)}`]) {
      expectHarmless(await app.browser().get(`signin?${query}`))
      expectHarmless(await sendForm(app, "signout", query))
    }
  })

  test("is not taken from where nobody asks for anything", async () => {
    const answer = await app.browser().get("signin", { referer: encode(payload), "x-callback-url": encode(payload) })
    expect(destinations(answer)).toEqual([`${site}/`])
  })

  test("is a page that a guard sends somebody back to only if it is one of this site's", async () => {
    for (const sent of [wellFormed(payload), encode(payload)]) {
      const address = `${site}${sent.startsWith("/") ? "" : "/"}${sent}`
      if (!URL.canParse(address) || new URL(address).origin !== site) continue
      const answer = await withAuth({ secret })(new NextRequest(address) as never, {} as never)
      const location = new URL(answer?.headers.get("location") ?? "")
      expect([answer?.status, location.origin, location.pathname]).toEqual([307, site, "/api/auth/signin"])
      expectHarmless(await app.browser().get(location.href))
    }
  })
})

test.each(["signin", "signout"])(
  "a path of the site is honoured by %s, so that the refusals mean something",
  async (path) => {
    const app = open()
    const asked = "callbackUrl=%2Fdashboard%3Ftab%3D1"
    expect(destinations(await app.browser().get(`${path}?${asked}`))).toContain(`${site}/dashboard?tab=1`)
    for (const to of ["callback/credentials", "signout", "signin/example"]) {
      expect(destinations(await sendForm(app, to, asked))).toContain(`${site}/dashboard?tab=1`)
    }
  },
)

test("where somebody wanted to go is remembered on the way to the provider and back", async () => {
  const browser = open().browser()
  const page = await browser.get("signin?callbackUrl=/dashboard")
  const sent = await browser.submit(page.forms.find(({ action }) => action.endsWith("/example")) as never)
  expect(sent.location).toMatch(/^https:\/\/idp\.example\/authorize\?/)
  expect(decodeURIComponent(browser.cookie(cookieName) as string)).toBe(`${site}/dashboard`)
})

test("an address never starts a sign-in: GET signin/:provider only shows the page", async () => {
  const browser = open().browser()
  const answer = await browser.get("signin/example?callbackUrl=/dashboard")
  expect([answer.status, answer.location]).toEqual([200, null])
  expect(browser.received.filter((line) => /state|pkce|nonce/.test(line))).toEqual([])
})

describe("a callbackUrl that is no text is none:", () => {
  const odd: readonly unknown[] = [
    ["https://evil.example"],
    [["//evil.example"]],
    { toString: "https://evil.example" },
    { href: "https://evil.example", origin: site },
    { __proto__: { x: 1 } },
    JSON.parse('{"__proto__":"https://evil.example"}'),
    0,
    Number.MAX_VALUE,
    true,
    null,
    "",
  ]
  test.each(odd.map((value) => [JSON.stringify(value), value]))("%s", async (_, callbackUrl) => {
    const browser = open().browser()
    const json = { callbackUrl, csrfToken: await browser.csrfToken(), password: "lovelace" }
    for (const path of ["signout", "callback/credentials", "signin/example"]) {
      const answer = await browser.post(path, { json })
      expectHarmless(answer)
      expect(destinations(answer).filter((it) => !own.has(it))).toEqual([])
    }
  })
})

describe("whatever an app's own redirect callback answers,", () => {
  test.each(payloads)("$id: only an http(s) address without control characters is sent", async ({ payload }) => {
    const app = open({ callbacks: { redirect: () => payload } })
    for (const carry of Object.values(carriers)) {
      const answer = await carry(app, "%2Fx")
      expect(answer.status).toBeLessThan(500)
      for (const destination of destinations(answer)) expect(destination).toMatch(/^https?:\/\/[!-~]+$/)
      const location = answer.headers.get("location")
      if (location !== null) expect(location).toMatch(/^https?:\/\/[!-~]+$/)
      expect(answer.headers.getSetCookie().filter((line) => /^\s*pwn/i.test(line))).toEqual([])
    }
  })

  test.each([undefined, null, 0, {}, [], () => "/x", Symbol("x")])("%s is no address", async (answer) => {
    const app = open({ callbacks: { redirect: () => answer as string } })
    expect((await sendForm(app, "signout", "callbackUrl=/x")).location).toBe(`${site}/`)
  })

  test.each(payloads)(
    "$id: the documented callback never meets a text that it cannot parse: GHSA-g5fm-jp9v-2432",
    async ({ payload }) => {
      const asked: string[] = []
      const app = open({
        callbacks: {
          redirect({ url, baseUrl }) {
            asked.push(url)
            if (url.startsWith("/")) return `${baseUrl}${url}`
            return new URL(url).origin === baseUrl ? url : baseUrl
          },
        },
      })
      expectHarmless(await sendForm(app, "signout", `callbackUrl=${encode(payload)}`))
      for (const url of asked) expect(url).toMatch(/^(\/(?![/\\])|https?:\/\/)/i)
    },
  )
})

test.each([
  ["GHSA-f9wg-5f46-cjmw CVE-2022-24858", "https://app.example.evil.example"],
  ["GHSA-f9wg-5f46-cjmw CVE-2022-24858", "https://app.example@evil.example"],
  ["CVE-2025-27143", "//evil.example"],
  ["GHSA-g5fm-jp9v-2432 CVE-2022-31093", "https://["],
  ["GHSA-g5fm-jp9v-2432 CVE-2022-31093", "%"],
  ["GHSA-g5fm-jp9v-2432 CVE-2022-31093", "http://"],
])("%s: %s is answered with the site's own address, for every kind of provider (CVE-2022-29214)", async (_, text) => {
  const app = open()
  expect((await sendForm(app, "callback/credentials", `callbackUrl=${encode(text)}`)).location).toBe(`${site}/`)
  const sent = await sendForm(app, "signin/example", `callbackUrl=${encode(text)}`)
  expect(sent.location).toMatch(/^https:\/\/idp\.example\/authorize\?/)
  expect(destinations(sent)).toEqual([])
})
