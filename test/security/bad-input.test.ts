/** What once broke somebody's server, or could have, each by name. `campaign/` beside this sends a hundred thousand requests more. */
import { describe, expect, test, vi } from "vitest"
import NextAuth from "../../src/frameworks/next/next-auth.js"
import type { Provider } from "../../src/index.js"
import { getToken } from "../../src/jwt.js"
import { ada, openApp, secret } from "../support/app.js"

const unreachable = "http://127.0.0.1:9"
const example: Provider = {
  id: "example",
  name: "Example",
  type: "oauth",
  clientId: "the-client",
  clientSecret: "the-client-secret",
  authorization: `${unreachable}/authorize`,
  token: `${unreachable}/token`,
  userinfo: `${unreachable}/userinfo`,
}
const app = openApp({
  providers: [...openApp().options.providers, example],
  callbacks: {
    jwt: ({ token, session }) => (session === undefined ? token : { ...token, session }),
    session: ({ session, token }) => ({ ...session, shown: token.session }),
  },
})
const visitor = app.browser()
const csrfToken = await visitor.csrfToken()
await visitor.signIn()
const goodCookies = visitor.cookieHeader()

const types = /^(application\/json|text\/html|text\/plain); charset=utf-8$/

async function expectAnAnswer(response: Response): Promise<void> {
  expect(response.status).toBeGreaterThanOrEqual(200)
  expect(response.status).toBeLessThan(500)
  const text = await response.text()
  const type = response.headers.get("content-type")
  if (response.headers.has("location")) expect([response.status, text]).toEqual([302, ""])
  else expect(type).toMatch(types)
  if (type?.startsWith("application/json")) JSON.parse(text)
  if (type?.startsWith("text/html")) expect(text).not.toContain("<script")
  expect(response.headers.get("cache-control")).toContain("no-store")
}

describe("percent signs that decode to nothing break nothing: GHSA-xmf8-cvqr-rfgj CVE-2026-73418", () => {
  const broken = ["%", "%E0%A4%A", "%zz", "%u0041", "%c0%ae", "%ed%a0%80", "%".repeat(10_000)]

  test.each(broken)("%.12s", async (text) => {
    for (const authorization of [`Bearer ${text}`, `Bearer ${text}, Bearer ${text}`, text]) {
      expect(await getToken({ req: { headers: { authorization } }, secret })).toBeNull()
    }
    for (const name of [
      "__Secure-next-auth.session-token",
      "__Host-next-auth.csrf-token",
      "__Secure-next-auth.state",
      "x",
    ]) {
      const headers = { cookie: `${name}=${text}` }
      expect(await getToken({ req: { headers }, secret, secureCookie: true })).toBeNull()
      for (const at of ["session", "csrf", "signin", "callback/example?code=x&state=y"]) {
        await expectAnAnswer(await app.auth.handle(new Request(`https://app.example/api/auth/${at}`, { headers })))
      }
    }
    for (const at of [
      `${text}`,
      `signin/${text}`,
      `error?error=${text}`,
      `signin?callbackUrl=${text}`,
      `callback/example?code=${text}`,
    ]) {
      await expectAnAnswer(await app.auth.handle(new Request(`https://app.example/api/auth/${at}`)))
    }
    const body = `csrfToken=${csrfToken}&callbackUrl=${text}&${text}=${text}`
    const headers = { "content-type": "application/x-www-form-urlencoded", cookie: goodCookies }
    await expectAnAnswer(
      await app.auth.handle(new Request("https://app.example/api/auth/signout", { method: "POST", headers, body })),
    )
  })
})

describe("a body", () => {
  const post = (body: ReadableStream | string, type = "application/json"): Promise<Response> => {
    const init = { method: "POST", headers: { "content-type": type, cookie: goodCookies }, body, duplex: "half" }
    return app.auth.handle(new Request("https://app.example/api/auth/callback/credentials", init))
  }

  test("that breaks off is the sender's problem", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("socket hang up")) })
    expect((await post(body)).status).toBe(400)
  })

  test("of more than 1 MiB is refused, and one without an end is not read to it", async () => {
    let sent = 0
    const piece = new TextEncoder().encode("x".repeat(65_536))
    const endless = new ReadableStream({
      pull(controller) {
        sent += piece.length
        controller.enqueue(piece)
      },
    })
    expect((await post(endless)).status).toBe(400)
    expect(sent).toBeLessThan(1_500_000)
    expect((await post("x".repeat(1_048_577), "application/x-www-form-urlencoded")).status).toBe(400)
  })

  test("that is a form of more than 1000 fields is refused before it is taken apart", async () => {
    const form = "application/x-www-form-urlencoded"
    const names = (count: number): string => Array.from({ length: count }, (_, nth) => nth.toString(36)).join("&")
    expect((await post(`csrfToken=${csrfToken}&password=lovelace&${names(998)}`, form)).status).toBe(302)
    const before = process.cpuUsage()
    expect((await post(`x&x&${names(150_000)}`, form)).status).toBe(400)
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(50)
  })

  test.each(["{", "undefined", "{'a':1}", "{} {}"])(
    "that is no JSON, though it says so, is refused: %j",
    async (body) => {
      expect((await post(body)).status).toBe(400)
    },
  )

  test("in JSON cannot name what is not a field", async () => {
    const body = JSON.stringify({ csrfToken, password: "lovelace" }).replace(
      "{",
      '{"__proto__":{"json":"true","isAdmin":true},',
    )
    const answer = await post(body)
    expect(answer.status).toBe(302) // `json` was not inherited: a redirect, not { url }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })
})

test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
  "the method %s is not one of JavaScript's own",
  async (word) => {
    for (const at of ["session", "signin", "constructor", "__proto__"]) {
      const response = await app.auth.handle(new Request(`https://app.example/api/auth/${at}`, { method: word }))
      expect(response.status).toBe(400)
    }
  },
)

describe("a function of the developer's that fails is answered, never thrown:", () => {
  const silent = { error() {}, warn() {}, debug() {} }
  const nothing = Object.create(null)

  test.each<[string, Parameters<typeof openApp>[0], number]>([
    ["a session that JSON cannot hold", { callbacks: { session: ({ session }) => ({ ...session, n: 1n }) } }, 500],
    ["a session callback that throws", { callbacks: { session: () => Promise.reject(new Error("x")) } }, 200],
    ["a session callback that throws nothing much", { callbacks: { session: () => Promise.reject(nothing) } }, 200],
    ["a session callback that returns nothing", { callbacks: { session: () => undefined as never } }, 200],
    [
      "a token callback that throws nothing much",
      { callbacks: { jwt: ({ trigger }) => (trigger ? { sub: "1" } : Promise.reject(nothing)) } },
      200,
    ],
    ["an event that throws nothing much", { events: { session: () => Promise.reject(nothing) } }, 200],
  ])("%s", async (_, options, status) => {
    const browser = openApp({ logger: silent, ...options }).browser()
    await browser.signIn()
    expect((await browser.get("session")).status).toBe(status)
  })

  test("a redirect callback that throws, whatever it throws", async () => {
    for (const thrown of [new Error("x"), nothing, null, Symbol("x"), "x"]) {
      const redirect = () => Promise.reject(thrown)
      const browser = openApp({ logger: silent, callbacks: { redirect } }).browser()
      expect((await browser.get("signin?callbackUrl=/x")).json()).toEqual({ message: expect.any(String) })
    }
  })

  test("a logger that throws", async () => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {})
    const logger = { error: () => expect.unreachable() as never }
    const browser = openApp({ logger, callbacks: { redirect: () => Promise.reject(new Error("x")) } }).browser()
    expect((await browser.get("signin?callbackUrl=/x")).status).toBe(500)
    expect(complaint).toHaveBeenCalled()
    complaint.mockRestore()
  })

  test("an address of a page that is not ASCII", async () => {
    const browser = openApp({ pages: { signIn: "/größe/ログイン", error: "/ошибка" } }).browser()
    expect((await browser.get("signin")).location).toMatch(
      /^https:\/\/app\.example\/gr%C3%B6%C3%9Fe\/[%\dA-F]+\?callbackUrl=/,
    )
    expect((await browser.get("error?error=AccessDenied")).location).toMatch(/\?error=AccessDenied$/)
  })

  test("a user with a name that no header could hold", async () => {
    const name = "\ud800 a\r\nSet-Cookie: pwn=1; \u0000"
    const provider = { ...openApp().options.providers[0], options: { authorize: () => ({ ...ada, name }) } }
    const browser = openApp({ providers: [provider as never] }).browser()
    await browser.signIn()
    expect((await browser.session())?.user?.name).toBe(name)
    expect(browser.received.filter((line) => /pwn=|[\r\n]/.test(line))).toEqual([])
  })
})

describe("the Pages Router hands over whatever Node let through:", () => {
  const ask = async (
    req: { method?: string; url?: string; headers?: Record<string, string | string[]>; body?: unknown },
    at = ["session"],
  ) => {
    const sent: Record<string, unknown> = {}
    const res = {
      statusCode: 0,
      headersSent: false,
      getHeader: (key: string) => sent[key] as string,
      setHeader: (key: string, value: unknown) => void Object.assign(sent, { [key]: value }),
      end: (text = "") => void Object.assign(sent, { text }),
    }
    await NextAuth({ headers: {}, query: { nextauth: at }, ...req }, res, app.options)
    return { status: res.statusCode, ...sent }
  }

  test.each(["TRACE", "CONNECT", "TRACK", "trace", "M-SEARCH", "constructor"])("the method %s", async (word) => {
    expect((await ask({ method: word })).status).toBeOneOf([400, 405])
  })

  test.each([
    "",
    "//",
    "///",
    "//[",
    "/\\",
    "http://[",
    "*",
    "?",
    "/api/auth/session?%",
    "/%00",
    "/api/auth/session?a=b?c=d#e",
  ])("the address %j", async (url) => expect((await ask({ url })).status).toBe(200))

  test.each([
    ["nested deeply", JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`)],
    ["null", null],
    ["a list", [1]],
    ["a number", 1],
    ["bytes", Buffer.from("x")],
    ["empty", ""],
    ["text", "x"],
    ["a form with a list", { csrfToken: ["a", "b"], callbackUrl: ["//evil.example", "/x"] }],
  ])("a body that is %s", async (_, body) => {
    for (const at of [["signout"], ["callback", "credentials"], ["session"], ["_log"]]) {
      const { status } = await ask(
        { method: "POST", url: "/", body, headers: { "content-type": "application/json" } },
        at,
      )
      expect(status).toBeLessThan(500)
    }
  })

  test("a list of headers, and bytes beyond ASCII", async () => {
    const headers = { cookie: ["a=b", "c=d"], "x-name": "\u00e9\u0080", host: "", ":path": "/" }
    expect((await ask({ headers })).status).toBe(200)
  })
})
