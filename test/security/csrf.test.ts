import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import GitHub from "../../src/providers/github.js"
import { type App, type Browser, openApp, secret } from "../support/app.js"

const cookieName = "__Host-next-auth.csrf-token"
const sessionName = "__Secure-next-auth.session-token"
const github = GitHub({ clientId: "the-client", clientSecret: "the-client-secret" })

/** An app with a password form and a provider, that keeps what `update()` sends. */
function open(): App {
  const { options } = openApp()
  const jwt = ({ token, session }: { token: object; session?: unknown }) => ({
    ...token,
    ...(session ? { session } : {}),
  })
  return openApp({ providers: [...options.providers, github], callbacks: { jwt } })
}

/** What a request would change, and how to see that it did. */
const deeds: Record<
  string,
  { path: string; fields: Record<string, string>; happened(browser: Browser): Promise<boolean> }
> = {
  "sign somebody in (login CSRF)": {
    path: "callback/credentials",
    fields: { password: "lovelace", csrf: "" },
    happened: async (browser) => (await browser.session()) !== null,
  },
  "send somebody to a provider": {
    path: "signin/github",
    fields: {},
    happened: async (browser) => browser.received.some((line) => /next-auth\.(state|pkce)/.test(line)),
  },
  "sign somebody out": {
    path: "signout",
    fields: {},
    happened: async (browser) => (await browser.session()) === null,
  },
  "change somebody's session": {
    path: "session",
    fields: { data: "changed" },
    happened: async (browser) => browser.received.filter((line) => line.startsWith(sessionName)).length > 1,
  },
}

/** A visitor who has seen the site's form; signed in where there is something to lose. */
async function visit(app: App, path: string): Promise<{ browser: Browser; csrfToken: string }> {
  const browser = app.browser()
  if (path === "signout" || path === "session") await browser.signIn()
  return { browser, csrfToken: await browser.csrfToken() }
}

describe.each(Object.entries(deeds))("to %s", (_, { path, fields, happened }) => {
  const app = open()
  const attempt = async (send: (browser: Browser, csrfToken: string) => Promise<unknown>): Promise<boolean> => {
    const { browser, csrfToken } = await visit(app, path)
    await send(browser, csrfToken)
    return happened(browser)
  }

  test("takes the token of this browser, in a form or in JSON", async () => {
    expect(await attempt((browser, csrfToken) => browser.post(path, { ...fields, csrfToken }))).toBe(true)
    expect(await attempt((browser, csrfToken) => browser.post(path, { json: { ...fields, csrfToken } }))).toBe(true)
  })

  test.each<[string, (csrfToken: string, browser: Browser) => Promise<unknown> | unknown]>([
    ["no token", () => undefined],
    ["an empty token", () => ""],
    ["a token that somebody made up", () => "0".repeat(64)],
    ["the token cut short", (csrfToken) => csrfToken.slice(0, -1)],
    ["the token and one more character", (csrfToken) => `${csrfToken}0`],
    [
      "the token with another last character",
      (csrfToken) => csrfToken.slice(0, -1) + (csrfToken.endsWith("0") ? "1" : "0"),
    ],
    ["the whole cookie as token", (_, browser) => decodeURIComponent(browser.cookie(cookieName) as string)],
    ["the cookie's hash as token", (_, browser) => browser.cookie(cookieName)?.split("%7C")[1]],
    ["the token of another browser", () => app.browser().csrfToken()],
    ["a list that holds the token", (csrfToken) => [csrfToken]],
    ["an object that turns into the token", (csrfToken) => ({ toString: csrfToken, length: csrfToken.length })],
    ["true", () => true],
    ["null", () => null],
    ["0", () => 0],
  ])("%s does not do", async (_, forge) => {
    const { browser, csrfToken } = await visit(app, path)
    const token = await forge(csrfToken, browser)
    const answer = await browser.post(path, { json: { ...fields, csrfToken: token } })
    expect(answer.status).toBeLessThan(500)
    if (typeof token === "string") await browser.post(path, { ...fields, csrfToken: token })
    expect(await happened(browser)).toBe(false)
  })

  test.each<[string, (cookie: string) => string]>([
    ["no cookie", () => ""],
    ["an empty cookie", () => `${cookieName}=`],
    ["a cookie without its hash", (cookie) => cookie.split("%7C")[0] as string],
    ["a cookie with an empty hash", (cookie) => `${cookie.split("%7C")[0]}%7C`],
    ["a cookie with a hash of its token alone", (cookie) => withHash(cookie, "")],
    ["a cookie of another secret", (cookie) => withHash(cookie, "another secret")],
    [
      "a cookie with one character of its hash changed",
      (cookie) => cookie.slice(0, -1) + (cookie.endsWith("0") ? "1" : "0"),
    ],
    ["a cookie under the name it has on http", (cookie) => cookie.replace("__Host-", "")],
    ["a cookie of 1 MB", (cookie) => cookie + "0".repeat(1_000_000)],
  ])("%s does not do (CO-4)", async (_, tamper) => {
    const { browser, csrfToken } = await visit(app, path)
    const [own, rest] = [`${cookieName}=${browser.cookie(cookieName)}`, browser.cookie(sessionName)]
    const cookie = [tamper(own), rest && `${sessionName}=${rest}`].filter(Boolean).join("; ")
    expect((await browser.post(path, { ...fields, csrfToken }, { cookie })).status).toBeLessThan(500)
    expect(await happened(browser)).toBe(false)
  })

  test("a request that the browser says another site sent does not do, whatever it holds", () =>
    expect(
      attempt((browser, csrfToken) => browser.post(path, { ...fields, csrfToken }, { "sec-fetch-site": "cross-site" })),
    ).resolves.toBe(false))

  test("a request of no origin does only where the browser says that this site sent it, or says nothing and the token is right", async () => {
    const from = (headers: Record<string, string>, token?: string) =>
      attempt((browser, csrfToken) =>
        browser.post(path, { ...fields, csrfToken: token ?? csrfToken }, { origin: "null", ...headers }),
      )
    expect(await from({ "sec-fetch-site": "cross-site" })).toBe(false)
    expect(await from({ "sec-fetch-site": "same-origin" })).toBe(true)
    expect(await from({})).toBe(true)
    expect(await from({}, "0".repeat(64))).toBe(false)
  })

  test.each(["same-origin", "none"])("a request that the browser says came from here (%s) does", (site) =>
    expect(
      attempt((browser, csrfToken) => browser.post(path, { ...fields, csrfToken }, { "sec-fetch-site": site })),
    ).resolves.toBe(true),
  )

  test.each(["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded+json", ""])(
    "a body that a form of another site can send as %j does not do",
    (type) =>
      expect(
        attempt((browser, csrfToken) =>
          browser.post(path, { json: { ...fields, csrfToken } }, { "content-type": type }),
        ),
      ).resolves.toBe(false),
  )

  test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s does not do", async (method) => {
    const { browser, csrfToken } = await visit(app, path)
    const query = new URLSearchParams({ ...fields, csrfToken })
    const request = new Request(`${app.origin}/api/auth/${path}?${query}`, {
      method,
      headers: { cookie: browser.cookieHeader() },
    })
    const response = await app.auth.handle(request)
    expect(response.status).toBeLessThan(500)
    for (const line of response.headers.getSetCookie()) {
      if (path !== "session" || method !== "GET") expect(line).not.toMatch(/session-token|next-auth\.(state|pkce)/)
    }
    expect(await happened(browser)).toBe(false)
  })

  test("a token in the address or in a header does not do", () =>
    expect(
      attempt((browser, csrfToken) =>
        browser.post(`${path}?csrfToken=${csrfToken}`, fields, { "x-csrf-token": csrfToken }),
      ),
    ).resolves.toBe(false))
})

function withHash(cookie: string, key: string): string {
  const [token = ""] = cookie.slice(cookieName.length + 1).split("%7C")
  return `${cookieName}=${token}%7C${createHash("sha256")
    .update(token + key)
    .digest("hex")}`
}

test("a cookie made with the app's own secret would do, so that the refusals above mean something", async () => {
  const browser = open().browser()
  const token = "a".repeat(64)
  browser.plant(cookieName, withHash(`${cookieName}=${token}`, secret).split("=")[1] as string)
  await browser.post("callback/credentials", { password: "lovelace", csrfToken: token })
  expect(await browser.session()).not.toBeNull()
})

test("a neighbouring host cannot plant a pair of its own: what it could set is not read (GHSA-2ccf-ffrj-m4qw, CVE-2023-29020, GHSA-qrgf-9gpc-vrxw, CVE-2023-27495, CVE-2021-29624)", async () => {
  const app = open()
  const attacker = app.browser()
  const csrfToken = await attacker.csrfToken()
  const pair = attacker.cookie(cookieName) as string
  const settable = [
    "next-auth.csrf-token",
    "__Secure-next-auth.csrf-token",
    "authjs.csrf-token",
    "csrf-token",
    "csrfToken",
  ]
  for (const signsIn of [false, true]) {
    const victim = app.browser()
    if (signsIn) await victim.signIn()
    victim.forget(cookieName)
    for (const name of settable) victim.plant(name, pair)
    const before = await victim.session()
    victim.forget(cookieName)
    for (const path of ["signout", "callback/credentials"]) {
      await victim.post(path, { csrfToken, password: "lovelace" })
      expect((await victim.session())?.user).toEqual(before?.user)
    }
  }
  const [line = ""] = attacker.received.filter((it) => it.includes("csrf-token"))
  expect(line).toMatch(/^__Host-[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/) // which browsers take from this host alone
})

test("a refused visitor is shown the form again, with a token that works", async () => {
  const browser = open().browser()
  const refused = await browser.post("callback/credentials", { password: "lovelace" })
  expect(refused.location).toBe("https://app.example/api/auth/signin?csrf=true")
  const { forms } = await browser.follow(refused)
  const form = forms.find(({ action }) => action.endsWith("/callback/credentials"))
  await browser.post("callback/credentials", { password: "lovelace", csrfToken: form?.fields.csrfToken ?? "" })
  expect(await browser.session()).not.toBeNull()
})

test("tokens are compared without stopping at the first difference", async () => {
  const { equalInConstantTime } = await import("../../src/core/crypto/compare.js")
  const text = "a".repeat(200_000)
  const timeOf = (other: string): number => {
    const times = Array.from({ length: 41 }, () => {
      const start = performance.now()
      expect(equalInConstantTime(text, other)).toBe(false)
      return performance.now() - start
    })
    return times.sort((a, b) => a - b)[20] as number
  }
  timeOf(`b${text.slice(1)}`) // once for the compiler
  const early = timeOf(`b${text.slice(1)}`)
  const late = timeOf(`${text.slice(1)}b`)
  expect(early).toBeGreaterThan(late / 3) // stopping early would be ten thousand times faster
})
