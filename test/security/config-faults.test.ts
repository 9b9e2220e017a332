/** Options that cannot work: nobody is signed in, nothing protected is served, and a sentence says what to change. */
import { afterEach, describe, expect, test, vi } from "vitest"
import type { AuthOptions } from "../../src/core/options/options.js"
import type { Provider } from "../../src/index.js"
import { type App, openApp } from "../support/app.js"

afterEach(() => vi.unstubAllEnvs())

/** Asks everything of an app whose configuration is impossible. What the log says of it. */
async function expectClosed(app: App): Promise<string> {
  const browser = app.browser()
  for (const path of ["session", "csrf", "providers", "signin", "signout", "callback/credentials"]) {
    const { status, headers, text } = await browser.get(path)
    expect(status, path).toBe(500)
    expect(headers.get("cache-control")).toContain("no-store")
    expect(text).not.toContain("csrfToken")
  }
  await expect(app.auth.session(new Headers({ cookie: "a=b" }))).rejects.toMatchObject({ name: "ConfigurationError" })
  expect(browser.received).toEqual([])
  return String(app.log[0]?.metadata)
}

describe("a cookie of the developer's that would set another one keeps the app closed (GHSA-pxg6-pf52-xh8x, CVE-2024-47764, CVE-2023-26136)", () => {
  const name = "next-auth.session-token"
  test.each<[string, AuthOptions["cookies"]]>([
    ["a name with an attribute", { sessionToken: { name: "a; Domain=evil.example", options: {} } }],
    ["a name with a value", { sessionToken: { name: "userName=<script>alert(1)</script>", options: {} } }],
    ["a name of two lines", { csrfToken: { name: "a\r\nSet-Cookie: b", options: {} } }],
    ["a name with a space", { state: { name: "a b", options: {} } }],
    ["no name", { sessionToken: { name: "", options: {} } }],
    ["nothing but options", { sessionToken: { options: {} } as never }],
    ["a path with an attribute", { sessionToken: { name, options: { path: "/; HttpOnly=no; Domain=evil.example" } } }],
    ["a path of two lines", { sessionToken: { name, options: { path: "/\nX: y" } } }],
    ["a domain with an attribute", { nonce: { name, options: { domain: "app.example; Path=/x" } } }],
    ["a domain of two lines", { nonce: { name, options: { domain: "app.example\r\nX: y" } } }],
  ])("%s", async (_, cookies) => {
    const said = await expectClosed(openApp({ cookies }))
    expect(said).toMatch(/`cookies\.\w+` has a `name`, `path` or `domain` that no cookie can have/)
    expect(said).not.toMatch(/evil|script|Set-Cookie/)
  })

  test("what cookies may be called is called so", async () => {
    const sessionToken = {
      name: "__Secure-my.app_session~1",
      options: { path: "/", domain: "app.example", secure: true },
    }
    const browser = openApp({ cookies: { sessionToken } }).browser()
    await browser.signIn()
    expect(await browser.session()).not.toBeNull()
  })
})

test("cookies called like parts of JavaScript are cookies like any other, and add nothing to any object (CVE-2023-26136)", async () => {
  const app = openApp()
  for (const name of ["__proto__", "constructor", "hasOwnProperty", "__proto__.admin", "toString"]) {
    const cookie = `${name}=x; ${name}.0=y; ${name}=polluted`
    for (const path of ["session", "csrf", "signin", "callback/credentials", "signout"]) {
      const { status } = await app.browser().get(path, { cookie })
      expect(status).toBeLessThan(500)
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as { admin?: string }).admin).toBeUndefined()
})

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

describe("an app is closed as a whole", () => {
  test.each<[string, Partial<AuthOptions>, string]>([
    ["without a secret", { secret: "" }, "secret"],
    ["with a secret that is no text", { secret: 7 as never }, "secret"],
    ["with an id that has a slash", { providers: [{ ...example, id: "a/b" }] }, "id"],
    ["with an id that climbs", { providers: [{ ...example, id: "../x" }] }, "id"],
    ["with two lines for an id", { providers: [{ ...example, id: "a\r\nb" }] }, "id"],
    ["with an id that is no text", { providers: [{ ...example, id: undefined as never }] }, "id"],
    ["with two providers of one id", { providers: [example, example] }, "example"],
    ["with a provider of an unknown type", { providers: [{ ...example, type: "saml" as never }] }, "saml"],
    ["with database sessions and no database", { session: { strategy: "database" } }, "adapter"],
    ["with a strategy that there is not", { session: { strategy: "cookie" as never } }, "strategy"],
    ["with a session that lasts NaN seconds", { session: { maxAge: Number.NaN } }, "maxAge"],
    ["with a session that lasts for ever", { session: { maxAge: Number.POSITIVE_INFINITY } }, "maxAge"],
    ["with a page on another scheme", { pages: { signIn: "javascript:alert(1)" } }, "pages.signIn"],
    ["with a page on another host by mistake", { pages: { signIn: "//evil.example" } }, "pages.signIn"],
  ])("%s", async (_, options, words) => {
    expect(await expectClosed(openApp(options))).toContain(words)
  })

  test("by an address that is none", async () => {
    vi.stubEnv("NEXTAUTH_URL", "http://[")
    const app = openApp()
    vi.stubEnv("NEXTAUTH_URL", "http://[")
    expect((await app.auth.handle(new Request("https://app.example/api/auth/csrf"))).status).toBeLessThan(500)
    const { auth } = openApp({}, "http://[")
    expect((await auth.handle(new Request("https://app.example/api/auth/csrf"))).status).toBe(500)
  })
})

describe("a provider that cannot work sends nobody away, and the others go on", () => {
  test.each<[string, object]>([
    ["no client id", { clientId: undefined }],
    ["no address to go to", { authorization: undefined }],
    ["an address that runs code", { authorization: "javascript:alert(1)" }],
    ["a file for an address", { token: "file:///etc/passwd" }],
    ["no way to tell who somebody is", { userinfo: undefined }],
    ["a document that is no address", { wellKnown: "not a url" }],
  ])("%s", async (_, change) => {
    const { options } = openApp()
    const app = openApp({ providers: [...options.providers, { ...example, ...change } as Provider] })
    const browser = app.browser()
    const { location } = await browser.signIn("example", {})
    expect(location).toBe(`${app.origin}/api/auth/error?error=OAuthSignin`)
    await browser.signIn()
    expect(await browser.session()).not.toBeNull()
  })

  test("an id like a part of JavaScript is an id", async () => {
    for (const id of ["__proto__", "constructor", "toString"]) {
      const app = openApp({ providers: [{ ...example, id }] })
      expect(Object.keys((await app.browser().get("providers")).json())).toEqual([id])
      for (const unknown of ["hasOwnProperty", "valueOf"]) {
        expect((await app.browser().get(`callback/${unknown}?code=x&state=y`)).status).toBe(400)
      }
    }
  })
})
