import { describe, expect, test } from "vitest"
import { StorageError } from "../../src/core/errors.js"
import Credentials from "../../src/providers/credentials.js"
import { type App, ada, openApp } from "../support/app.js"

const throwing = (thrown: unknown): App =>
  openApp({ providers: [Credentials({ credentials: {}, authorize: () => Promise.reject(thrown) })] })
const answering = (answer: unknown): App =>
  openApp({ providers: [Credentials({ credentials: {}, authorize: () => answer as never })] })
const permitting = (signIn: () => unknown): App => openApp({ callbacks: { signIn: signIn as () => boolean } })

const errorOf = (location: string | null): string | null => {
  const { origin, pathname, searchParams } = new URL(location ?? "")
  expect([origin, pathname]).toEqual(["https://app.example", "/api/auth/error"])
  return searchParams.get("error")
}

const hostile = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'-alert(1)-'",
  "javascript:alert(1)",
  "https://evil.example/",
  "//evil.example",
  "&error=AccessDenied&callbackUrl=//evil.example",
  "#fragment?query",
  "\r\nSet-Cookie: pwn=1\r\n\r\n<html>",
  "%0d%0aSet-Cookie:%20pwn=1",
  "\u0000\u001b[31m",
  "größer 💥 ログイン",
  "{{constructor.constructor('alert(1)')()}}",
]

describe("what `authorize` or `callbacks.signIn` throws is passed on as text, and never shown as markup:", () => {
  test.each(hostile)("%j", async (message) => {
    for (const app of [throwing(new Error(message)), permitting(() => Promise.reject(new Error(message)))]) {
      const browser = app.browser()
      const refused = await browser.signIn()
      expect(errorOf(refused.location)).toBe(message)
      expect(refused.headers.get("location")).toMatch(
        /^https:\/\/app\.example\/api\/auth\/error\?error=[\w.~!*'()%-]*$/,
      )
      const page = await browser.follow(refused)
      expect(page.status).toBeLessThan(500)
      expect(page.text).not.toContain(message)
      expect(page.text).not.toMatch(/<script|onerror|evil\.example/)
      expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'/)
      expect(await browser.session()).toBeNull()
    }
  })

  test("in JSON the status is 401, and the address is the same", async () => {
    const browser = throwing(new Error("Your trial is over")).browser()
    const csrfToken = await browser.csrfToken()
    const answer = await browser.post("callback/credentials", { csrfToken, json: "true" })
    expect(answer.status).toBe(401)
    expect(errorOf(answer.json().url)).toBe("Your trial is over")
  })

  test("in an app's own sign-in page it arrives as one parameter", async () => {
    const { options } = throwing(new Error("a&b=c#d"))
    const browser = openApp({ ...options, pages: { signIn: "/login", error: "/login" } }).browser()
    const csrfToken = await browser.csrfToken()
    const refused = await browser.post("callback/credentials", { csrfToken })
    const shown = await browser.get(refused.location as string)
    expect([...new URL(shown.location as string).searchParams]).toEqual([["error", "a&b=c#d"]])
  })

  test("at most 500 characters of it, none cut in half", async () => {
    for (const text of ["x".repeat(100_000), `x${"💥".repeat(50_000)}`, "\ud800".repeat(1000)]) {
      const { location } = await throwing(new Error(text)).browser().signIn()
      const shown = errorOf(location) ?? ""
      expect(shown.length).toBeLessThanOrEqual(500)
      expect(shown).toMatch(/^x*(💥|\ufffd)*$/u)
    }
  })
})

test("an adapter that fails within them is told to the log, and nothing of it to the visitor", async () => {
  const failure = new StorageError("STORAGE_FAILED", "The database file /srv/app.sqlite is locked.")
  for (const app of [throwing(failure), permitting(() => Promise.reject(failure))]) {
    const browser = app.browser()
    const refused = await browser.signIn()
    expect(errorOf(refused.location)).toBe("Configuration")
    expect((await browser.follow(refused)).text).not.toContain("/srv/app.sqlite")
    expect(app.log).toContainEqual({ level: "error", code: "ADAPTER_ERROR", metadata: failure })
    expect(await browser.session()).toBeNull()
  }
})

describe("something thrown that is no error refuses all the same:", () => {
  const odd: [string, unknown][] = [
    ["a text", "no"],
    ["a number", 0],
    ["null", null],
    ["undefined", undefined],
    ["false", false],
    ["true", true],
    ["a symbol", Symbol("s")],
    ["a BigInt", 1n],
    ["an object", { id: "1", name: "Ada" }],
    ["an object without a prototype", Object.create(null)],
    ["an object that cannot be text", { toString: () => expect.unreachable() }],
    ["a user", ada],
    ["a response", new Response("x")],
    ["an error with an odd message", Object.assign(new Error("x"), { message: { html: "<b>" } })],
  ]
  test.each(odd)("%s", async (_, thrown) => {
    for (const app of [throwing(thrown), permitting(() => Promise.reject(thrown))]) {
      const browser = app.browser()
      const { status, location } = await browser.signIn()
      expect(status).toBe(302)
      expect(errorOf(location)).not.toBeNull()
      expect(await browser.session()).toBeNull()
    }
  })
})

test.each([
  ["null", null],
  ["undefined", undefined],
  ["false", false],
  ["0", 0],
  ["an empty text", ""],
  ["NaN", Number.NaN],
])("`authorize` that answers %s signs nobody in", async (_, answer) => {
  const browser = answering(answer).browser()
  expect(errorOf((await browser.signIn()).location)).toBe("CredentialsSignin")
  expect(await browser.session()).toBeNull()
})

describe("`callbacks.signIn` keeps everybody out", () => {
  test.each([
    ["false", false],
    ["0", 0],
    ["-0", -0],
    ["0n", 0n],
    ["an empty text", ""],
    ["null", null],
    ["undefined, as a forgotten return does", undefined],
    ["NaN", Number.NaN],
  ])("when it answers %s", async (_, answer) => {
    for (const app of [permitting(() => answer), permitting(async () => answer)]) {
      const browser = app.browser()
      expect(errorOf((await browser.signIn()).location)).toBe("AccessDenied")
      expect(await browser.session()).toBeNull()
    }
  })

  test.each([
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://app.example/x",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    " //evil.example",
    "\u00a0//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:\\\\evil.example",
    "https://",
    "https://[",
    "/x\r\nSet-Cookie: pwn=1",
    "\r\n",
    " ",
  ])("when it answers an address that runs code, or is read otherwise than it looks: %j", async (answer) => {
    const browser = permitting(() => answer).browser()
    expect(errorOf((await browser.signIn()).location)).toBe("AccessDenied")
    const csrfToken = await browser.csrfToken()
    const inJson = await browser.post("callback/credentials", { csrfToken, password: "lovelace", json: "true" })
    expect(inJson.status).toBe(403)
    expect(errorOf(inJson.json().url)).toBe("AccessDenied")
    expect(await browser.session()).toBeNull()
  })

  test.each([
    ["/not-today?x=1", "/not-today?x=1"],
    ["/", "/"],
    ["not-today", "not-today"],
    ["?error=x", "?error=x"],
    ["https://status.example/sorry", "https://status.example/sorry"],
    ["http://status.example", "http://status.example"],
    ["/größe", "/gr%C3%B6%C3%9Fe"],
  ])("but says where to, when it answers %s", async (answer, sent) => {
    const browser = permitting(() => answer).browser()
    expect((await browser.signIn()).headers.get("location")).toBe(sent)
    const csrfToken = await browser.csrfToken()
    const inJson = await browser.post("callback/credentials", { csrfToken, password: "lovelace", json: "true" })
    expect(inJson.json()).toEqual({ url: answer })
    expect(await browser.session()).toBeNull()
  })

  test("unless it says true, so that the refusals mean something", async () => {
    const browser = permitting(() => true).browser()
    await browser.signIn()
    expect(await browser.session()).not.toBeNull()
  })
})
