import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { Adapter, AdapterSession, AdapterUser } from "../../src/adapters/index.js"
import NextAuth from "../../src/frameworks/next/next-auth.js"
import type { Provider } from "../../src/index.js"
import { type App, ada, type Browser, openApp, secret } from "../support/app.js"
import { claims, keyOf, sealCbc, sealGcm } from "./forge.js"

beforeEach(() => {
  for (const name of ["AUTH_TRUST_HOST", "VERCEL"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
})

/** A provider whose two requests the developer makes, so that no network is needed. */
const example = (more: object = {}): Provider => ({
  id: "example",
  name: "Example",
  type: "oauth",
  clientId: "the-client",
  clientSecret: "the-client-secret",
  checks: ["state", "pkce"],
  authorization: "https://idp.example/authorize",
  token: { request: async () => ({ tokens: { access_token: "an-access-token" } }) },
  userinfo: { request: async () => ({ sub: "7" }) },
  profile: () => ({ ...ada, id: "7" }),
  ...more,
})
const withExample = (options: Parameters<typeof openApp>[0] = {}, origin?: string): App =>
  openApp({ providers: [...openApp().options.providers, example()], ...options }, origin)

/** Goes to the provider and comes straight back. */
async function signInAtExample(browser: Browser): Promise<void> {
  const { location } = await browser.signIn("example", {})
  const state = new URL(location ?? "").searchParams.get("state")
  await browser.get(`callback/example?code=a-code&state=${state}`)
}

interface SetCookie {
  readonly name: string
  readonly value: string
  readonly attributes: Readonly<Record<string, string>>
}

function parse(line: string): SetCookie {
  const [pair = "", ...rest] = line.split("; ")
  const [name = "", value = ""] = pair.split(/=(.*)/s)
  const attributes = Object.fromEntries(
    rest.map((text) => text.split(/=(.*)/s)).map(([key = "", given = ""]) => [key, given]),
  )
  return { name, value, attributes }
}

/** All that signing in twice, reading the session and signing out ever sets. */
async function everyCookie(origin: string): Promise<SetCookie[]> {
  const browser = withExample({}, origin).browser()
  await browser.get("signin?callbackUrl=/dashboard")
  await browser.signIn("credentials", { username: "ada", password: "lovelace" })
  await browser.session()
  await signInAtExample(browser)
  await browser.session()
  await browser.signOut()
  return browser.received.map(parse)
}

/** What only the endpoints ask for is sent to no page. */
const pathOf = (name: string): string => (name.endsWith("known-device") ? "/api/auth" : "/")

const kinds = ["callback-url", "csrf-token", "known-device", "pkce.code_verifier", "session-token", "state"]

test("on https every cookie is HttpOnly, Secure, SameSite=Lax, for this host and the whole site, under a guarded name (CVE-2024-28197)", async () => {
  const cookies = await everyCookie("https://app.example")
  expect([...new Set(cookies.map(({ name }) => name))].sort()).toEqual(
    kinds.map((kind) => `${kind === "csrf-token" ? "__Host-" : "__Secure-"}next-auth.${kind}`).sort(),
  )
  for (const { name, attributes } of cookies) {
    const { "Max-Age": _, Expires: __, ...fixed } = attributes
    expect(fixed).toEqual({ HttpOnly: "", Secure: "", SameSite: "Lax", Path: pathOf(name) })
  }
})

test("on http the same, without Secure and the names that promise it", async () => {
  const cookies = await everyCookie("http://app.example")
  expect([...new Set(cookies.map(({ name }) => name))].sort()).toEqual(kinds.map((kind) => `next-auth.${kind}`))
  for (const { name, attributes } of cookies) {
    const { "Max-Age": _, Expires: __, ...fixed } = attributes
    expect(fixed).toEqual({ HttpOnly: "", SameSite: "Lax", Path: pathOf(name) })
  }
})

test("checks live for 15 minutes, a session for 30 days, a known device for a year, the others until the browser closes", async () => {
  for (const { name, value, attributes } of await everyCookie("https://app.example")) {
    const seconds = (Date.parse(attributes.Expires ?? "") - Date.now()) / 1000
    if (value === "") expect(attributes["Max-Age"]).toBe("0")
    else if (/state|pkce/.test(name)) expect(Math.round(seconds / 60)).toBe(15)
    else if (/session-token/.test(name)) expect(Math.round(seconds / 86_400)).toBe(30)
    else if (/known-device/.test(name)) expect(Math.round(seconds / 86_400)).toBe(365)
    else expect([name, attributes.Expires, attributes["Max-Age"]]).toEqual([name, undefined, undefined])
  }
})

test("check cookies of a provider that answers with a form are SameSite=None, and only those", async () => {
  const provider = example({
    authorization: { url: "https://idp.example/authorize", params: { response_mode: "form_post" } },
  })
  const browser = openApp({ providers: [provider] }).browser()
  await browser.signIn("example", {})
  for (const { name, attributes } of browser.received.map(parse)) {
    expect([name, attributes.SameSite]).toEqual([name, /state|pkce/.test(name) ? "None" : "Lax"])
    expect(attributes.Secure).toBe("")
  }
})

const sessionName = "__Secure-next-auth.session-token"
const authjsName = "__Secure-authjs.session-token"

describe("signing in always begins a session under a new token (GHSA-v923-w3x8-wh69, CVE-2022-25896, GHSA-4m3m-ppvx-xgw9, CVE-2023-29019, GHSA-7rg2-qxmf-hhx9, CVE-2021-41246)", () => {
  const planted: Record<string, () => [name: string, value: string][]> = {
    "an attacker's own session": () => [[sessionName, sealGcm(claims({ sub: "evil" }), keyOf.nextAuth(secret))]],
    "an attacker's session in chunks": () => [
      [`${sessionName}.0`, sealGcm(claims({ sub: "evil" }), keyOf.nextAuth(secret)).slice(0, 90)],
      [`${sessionName}.1`, sealGcm(claims({ sub: "evil" }), keyOf.nextAuth(secret)).slice(90)],
    ],
    "an attacker's session of Auth.js v5": () => [
      [authjsName, sealCbc(claims({ sub: "evil" }), keyOf.authjs(secret, authjsName))],
    ],
    "a made-up session": () => [[sessionName, "planted"]],
  }

  test.each(Object.entries(planted))("%s is gone from the browser afterwards", async (_, cookies) => {
    for (const signIn of [(browser: Browser) => browser.signIn(), signInAtExample]) {
      const browser = withExample().browser()
      for (const [name, value] of cookies()) browser.plant(name, value)
      await signIn(browser)
      const header = browser.cookieHeader()
      for (const [, value] of cookies().slice(0, 1)) expect(header).not.toContain(value.slice(0, 60))
      expect(header.match(/session-token/g)).toHaveLength(1)
      expect((await browser.session())?.user?.name).toBe(ada.name)
    }
  })

  test("two sign-ins never give the same token", async () => {
    const tokens = new Set<string>()
    const app = openApp()
    for (let i = 0; i < 20; i++) {
      const browser = app.browser()
      await browser.signIn()
      tokens.add(browser.cookie(sessionName) as string)
    }
    expect(tokens.size).toBe(20)
  })

  test("a key planted for a database session is not taken over", async () => {
    const rows = new Map<string, AdapterSession>()
    const user: AdapterUser = { ...ada, emailVerified: null }
    const adapter: Adapter = {
      createUser: () => user,
      getUser: () => user,
      getUserByEmail: () => null,
      getUserByAccount: () => null,
      linkAccount: () => undefined,
      createSession: (row) => {
        rows.set(row.sessionToken, row)
        return row
      },
      getSessionAndUser(key) {
        const session = rows.get(key)
        return session ? { session, user } : null
      },
      updateSession: () => null,
      deleteSession: (key) => void rows.delete(key),
    }
    const app = openApp({ adapter, providers: [example()] })
    const browser = app.browser()
    browser.plant(sessionName, "planted-by-an-attacker")
    await signInAtExample(browser)
    const key = browser.cookie(sessionName)
    expect([...rows.keys()]).toEqual([key])
    expect(key).not.toBe("planted-by-an-attacker")
    expect((await browser.session())?.user?.email).toBe(ada.email)

    const copy = browser.cookieHeader()
    await browser.signOut()
    expect(rows.size).toBe(0)
    const replayed = await app.auth.session(new Headers({ cookie: copy }))
    expect(replayed.session).toBeNull() // signing out is final: a copy of the cookie opens nothing
  })
})

describe("signing out", () => {
  test("removes the session in every form the browser may hold it, with the attributes it was set with", async () => {
    const browser = withExample({ callbacks: { jwt: ({ token }) => ({ ...token, big: "x".repeat(9000) }) } }).browser()
    await browser.signIn()
    browser.plant(authjsName, "x")
    browser.plant(`${authjsName}.0`, "x")
    browser.plant(`${sessionName}.40`, "x")
    browser.plant(sessionName, "x")
    expect(browser.cookieHeader()).toContain(`${sessionName}.2=`)
    browser.received.length = 0
    await browser.signOut()
    expect(browser.cookieHeader()).not.toContain("session-token")
    for (const { name, value, attributes } of browser.received.map(parse)) {
      if (!name.includes("session-token")) continue
      expect(value).toBe("")
      expect(attributes).toEqual({ "Max-Age": "0", HttpOnly: "", Secure: "", SameSite: "Lax", Path: "/" })
    }
  })

  test("leaves cookies alone that only look like it", async () => {
    const browser = openApp().browser()
    await browser.signIn()
    const others = [
      `${sessionName}-foo`,
      `${sessionName}.evil`,
      `${sessionName}.100`,
      `${sessionName}.-1`,
      `x${sessionName}`,
      "theme",
    ]
    for (const name of others) browser.plant(name, "x")
    browser.received.length = 0
    await browser.signOut()
    for (const name of others) expect(browser.cookie(name)).toBe("x")
    expect(browser.received.map((line) => parse(line).name).filter((name) => others.includes(name))).toEqual([])
  })

  test("answers a hundred planted chunks with no more removals than there can be chunks (CO-1)", async () => {
    const { auth } = openApp()
    const cookie = Array.from({ length: 500 }, (_, i) => `${sessionName}.${i}=x`).join("; ")
    const response = await auth.handle(new Request("https://app.example/api/auth/session", { headers: { cookie } }))
    expect(response.headers.getSetCookie().length).toBeLessThanOrEqual(100)
    expect(response.status).toBe(200)
  })
})

test("a session that shrinks leaves no chunk behind", async () => {
  let size = 12_000
  const browser = openApp({ callbacks: { jwt: ({ token }) => ({ ...token, big: "x".repeat(size) }) } }).browser()
  await browser.signIn()
  expect(browser.cookieHeader().match(/session-token\.\d+=/g)?.length).toBeGreaterThan(3)
  size = 0
  expect(await browser.session()).not.toBeNull()
  expect(browser.cookieHeader().match(/session-token[^;]*=/g)).toEqual(["session-token="])
  size = 12_000
  expect(await browser.session()).not.toBeNull()
  expect(await browser.session()).not.toBeNull()
  expect(browser.cookie(sessionName)).toBeUndefined()
})

test("a cookie with its name, value and attributes fits into the 4096 bytes that browsers keep", async () => {
  const browser = openApp({ callbacks: { jwt: ({ token }) => ({ ...token, big: "x".repeat(30_000) }) } }).browser()
  await browser.signIn()
  for (const line of browser.received) expect(line.length).toBeLessThanOrEqual(4096)
  expect(await browser.session()).not.toBeNull()
})

describe("no answer that a session is in, or a cookie, may be stored by a cache (GHSA-f3fg-mf2q-fj3f, CVE-2025-48947, GHSA-p8pf-44ff-93gf, CVE-2025-64762, better-auth#10222)", () => {
  test.each(["session", "csrf", "signin", "signout", "error", "verify-request", "providers"])(
    "GET %s",
    async (path) => {
      const browser = openApp().browser()
      await browser.signIn()
      const { headers } = await browser.get(path)
      expect(headers.get("cache-control")).toMatch(/private.*no-store/)
      expect(headers.get("vary")).toMatch(/cookie/i)
    },
  )

  test("nor one of the Pages Router", async () => {
    const app = openApp()
    const browser = app.browser()
    await browser.signIn()
    const sent: Record<string, unknown> = {}
    const res = {
      statusCode: 0,
      headersSent: false,
      getHeader: () => undefined,
      setHeader: (key: string, value: unknown) => void Object.assign(sent, { [key.toLowerCase()]: value }),
      end() {},
    }
    const req = {
      method: "GET",
      url: "/api/auth/session",
      headers: { cookie: browser.cookieHeader() },
      query: { nextauth: ["session"] },
    }
    await NextAuth(req, res, app.options)
    expect(sent["cache-control"]).toMatch(/private.*no-store/)
    expect(sent["set-cookie"]).toHaveLength(1)
  })
})

describe("nothing that a visitor or a provider says can add an attribute or a cookie:", () => {
  const hostile = [
    "x; Domain=evil.example",
    "x; Path=/; Max-Age=0",
    "x\r\nSet-Cookie: pwn=1",
    "x, pwn=1",
    'x"; HttpOnly=',
    "x\u0000y",
    "é; Domain=evil.example",
  ]
  const expectClean = (browser: Browser): void => {
    for (const line of browser.received) {
      expect(line).toMatch(/^[\w.-]+=[\w.~!*'()%-]*(; (Max-Age|Expires|Path|SameSite)=[^;]*|; HttpOnly|; Secure)*$/)
      expect(parse(line).name).toMatch(/^__(Secure|Host)-next-auth\./)
    }
  }

  test.each(hostile)("a user called %j", async (name) => {
    const provider = {
      ...openApp().options.providers[0],
      options: { authorize: () => ({ id: name, name, email: name, image: name }) },
    }
    const browser = openApp({ providers: [provider as never] }).browser()
    await browser.signIn()
    expect((await browser.session())?.user?.name).toBe(name)
    expectClean(browser)
  })

  test.each(hostile)("a callbackUrl of /%j", async (text) => {
    const browser = withExample().browser()
    await browser.get(`signin?callbackUrl=${encodeURIComponent(`/${text}`)}`)
    await browser.post("signin/example", { csrfToken: await browser.csrfToken(), callbackUrl: `/?${text}` })
    expectClean(browser)
  })

  test.each(hostile)("an app whose redirect callback repeats %j", async (text) => {
    const browser = withExample({ callbacks: { redirect: ({ baseUrl }) => `${baseUrl}/?${text}` } }).browser()
    await browser.get("signin?callbackUrl=/x")
    expectClean(browser)
  })

  test("the name of a cookie that came with the request", async () => {
    const browser = openApp().browser()
    await browser.get("session", {
      cookie: `${sessionName}=x; ${sessionName}.0\t=y; ${sessionName}.1,pwn=z; ${sessionName}.\u00e9=1`,
    })
    expectClean(browser)
  })
})
