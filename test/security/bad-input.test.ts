import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { handleApiRequest } from "../../src/frameworks/next/pages-handler.js"
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

const junk = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    "%",
    "%%",
    "%E0%A4%A",
    "%00",
    "%c0%ae",
    "%ed%a0%80",
    "..",
    "../..",
    "%2e%2e",
    "%2f",
    "//",
    "\\",
    "\0",
    "\r\nX: y",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "null",
    "undefined",
    "NaN",
    "\ud800",
    "💥",
    "<script>alert(1)</script>",
    "' OR 1=1--",
    "{{7*7}}",
    "a".repeat(5000),
    "signin",
    "credentials",
    "example",
  ),
)
const segment = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "signin",
      "signout",
      "session",
      "csrf",
      "providers",
      "callback",
      "error",
      "verify-request",
      "_log",
    ),
  },
  { weight: 1, arbitrary: junk },
)
const provider = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("credentials", "example") },
  { weight: 1, arbitrary: junk },
)
const path = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(segment, provider).map((parts) => parts.join("/")) },
  { weight: 2, arbitrary: segment },
  { weight: 1, arbitrary: fc.array(junk, { maxLength: 5 }).map((parts) => parts.join("/")) },
)
const name = fc.oneof(
  fc.constantFrom(
    "callbackUrl",
    "csrfToken",
    "json",
    "error",
    "code",
    "state",
    "iss",
    "password",
    "data",
    "level",
    "code",
    "nextauth",
    "token",
    "email",
  ),
  junk,
)
const pairs = fc.array(fc.tuple(name, junk), { maxLength: 6 })
const encoded = (list: readonly (readonly [string, string])[]): string =>
  list
    .map(([key, value]) => `${encodeURIComponent(wellFormed(key))}=${encodeURIComponent(wellFormed(value))}`)
    .join("&")
const query = fc.oneof(pairs.map(encoded), junk, fc.constant(""))
const method = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("GET", "POST") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "HEAD",
      "PUT",
      "PATCH",
      "DELETE",
      "OPTIONS",
      "PROPFIND",
      "get",
      "post",
      "constructor",
      "__proto__",
      "toString",
      "M".repeat(5000),
    ),
  },
)
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.constantFrom(
    "",
    "{",
    "[]",
    "null",
    "1",
    '"x"',
    "{}}",
    "\ufeff{}",
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    `{"data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
    `{"data":"${"x".repeat(300_000)}"}`,
    '{"csrfToken":["x"],"callbackUrl":{"x":1},"password":{"$gt":""}}',
    '{"json":true,"callbackUrl":[null]}',
    '{"level":"error","code":"x","a":1e999}',
  ),
  pairs.map((list) => JSON.stringify({ ...Object.fromEntries(list), csrfToken })),
)
const form = fc.oneof(
  pairs.map((list) => `csrfToken=${csrfToken}&${encoded(list)}`),
  junk,
  fc.constantFrom(
    "&".repeat(10_000),
    "=".repeat(1000),
    "a=1&".repeat(20_000),
    "__proto__[polluted]=true&__proto__.polluted=true",
    "%",
    "%=%",
  ),
)
const multipart = fc.constantFrom(
  "--x",
  "--x\r\n\r\n--x--",
  `--x\r\nContent-Disposition: form-data; name="csrfToken"\r\n\r\n${csrfToken}`,
  "",
)
const typed = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constantFrom("application/json", "application/json; charset=utf-7", "APPLICATION/JSON"),
      json,
    ),
  },
  { weight: 3, arbitrary: fc.tuple(fc.constant("application/x-www-form-urlencoded"), form) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary="),
      multipart,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom("", "text/plain", "/", ";", "application/octet-stream", "application/json,application/json"),
      fc.oneof(json, form),
    ),
  },
)
const cookieName = fc.constantFrom(
  "__Secure-next-auth.session-token",
  "__Secure-next-auth.session-token.0",
  "__Secure-authjs.session-token",
  "__Secure-next-auth.callback-url",
  "__Host-next-auth.csrf-token",
  "__Secure-next-auth.state",
  "__Secure-next-auth.pkce.code_verifier",
  "__proto__",
  "constructor",
  "",
  "$Version",
)
const cookie = fc.oneof(
  fc.constantFrom(
    goodCookies,
    "",
    "=",
    ";;;",
    "=;=",
    "a",
    '"',
    'x="; y="',
    `${"a=b; ".repeat(2000)}`,
    `x=${"%".repeat(10_000)}`,
  ),
  fc
    .array(fc.tuple(cookieName, junk), { maxLength: 6 })
    .map((list) => list.map(([key, value]) => `${key}=${value}`).join("; ")),
  junk.map((more) => `${goodCookies}; ${more}`),
)
const headers = fc.record(
  {
    cookie,
    authorization: fc.oneof(
      junk,
      junk.map((more) => `Bearer ${more}`),
    ),
    host: junk,
    "x-forwarded-host": junk,
    "x-forwarded-proto": fc.oneof(junk, fc.constantFrom("http", "https", "javascript")),
    "x-forwarded-for": junk,
    origin: junk,
    referer: junk,
    "sec-fetch-site": fc.oneof(fc.constantFrom("same-origin", "cross-site", "none"), junk),
    "x-http-method-override": fc.constantFrom("POST", "DELETE"),
    "content-length": fc.constantFrom("0", "-1", "99999999999999999999", "x"),
  },
  { requiredKeys: [] },
)
const request = fc.record({ method, path, query, headers, typed })

const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, "\ufffd")
/** What no HTTP server lets through is not sent: a header holds bytes, and no line breaks. */
const sendable = (sent: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(sent).map(([key, value = ""]) => [
      key,
      Buffer.from(value)
        .toString("latin1")
        .replace(/[\r\n\0]/g, " "),
    ]),
  )

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

let unhandled = 0
const count = (): void => void unhandled++
beforeAll(() => void process.on("unhandledRejection", count))
afterAll(() => void process.off("unhandledRejection", count))

test("no request at all ends in a server's error, a rejection or another kind of answer", {
  timeout: 60_000,
}, async () => {
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, headers, typed: [type, body] }) => {
      const address = `https://app.example/api/auth/${wellFormed(path)}?${wellFormed(query)}`
      if (!URL.canParse(address)) return
      const sent = { ...sendable(headers), ...(type ? { "content-type": type } : {}) }
      const hasBody = !/^(GET|HEAD)$/i.test(method)
      const response = await app.auth.handle(
        new Request(address, { method, headers: sent, ...(hasBody ? { body: wellFormed(body) } : {}) }),
      )
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      await expectAnAnswer(response)
    }),
    { numRuns: 5000 },
  )
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(unhandled).toBe(0)
  // The property is about something: pages, redirects and refusals all came up, many times.
  for (const status of [200, 302, 400]) expect(statuses.get(status) ?? 0).toBeGreaterThan(200)
})

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
    await handleApiRequest(app.auth, { headers: {}, query: { nextauth: at }, ...req }, res, at)
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
