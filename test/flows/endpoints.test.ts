import { expect, test } from "vitest"
import { createAuth } from "../../src/auth.js"
import Credentials from "../../src/providers/credentials.js"
import GitHub from "../../src/providers/github.js"
import { openApp } from "../support/app.js"

test("lists the providers with their addresses, and nothing secret", async () => {
  const providers = [
    Credentials({ credentials: {}, authorize: () => null }),
    GitHub({ clientId: "id", clientSecret: "hush" }),
  ]
  const answer = await openApp({ providers }).browser().get("providers")
  expect(answer.json()).toEqual({
    credentials: {
      id: "credentials",
      name: "Credentials",
      type: "credentials",
      signinUrl: "https://app.example/api/auth/signin/credentials",
      callbackUrl: "https://app.example/api/auth/callback/credentials",
    },
    github: {
      id: "github",
      name: "GitHub",
      type: "oauth",
      signinUrl: "https://app.example/api/auth/signin/github",
      callbackUrl: "https://app.example/api/auth/callback/github",
    },
  })
  expect(answer.text).not.toContain("hush")
})

test.each([
  ["GET", ""],
  ["GET", "foo"],
  ["GET", "foo/bar/baz"],
  ["GET", "SESSION"],
  ["GET", "callback"],
  ["GET", "callback/nobody"],
  ["POST", "callback/nobody"],
  ["GET", "_log"],
  ["POST", "csrf"],
  ["POST", "error"],
  ["POST", "verify-request"],
  ["PUT", "session"],
  ["DELETE", "signout"],
  ["PATCH", "session"],
  ["HEAD", "session"],
  ["OPTIONS", "session"],
])("%s /%s is refused with 400 and a text", async (method, path) => {
  const { auth } = openApp()
  const response = await auth.handle(new Request(`https://app.example/api/auth/${path}`, { method }))
  expect(response.status).toBe(400)
  expect(response.headers.get("content-type")).toContain("text/plain")
})

test("the callback of a credentials provider is for POST", async () => {
  expect((await openApp().browser().get("callback/credentials")).status).toBe(405)
})

test("a CSRF token lasts as long as its cookie", async () => {
  const browser = openApp().browser()
  const first = await browser.csrfToken()
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(await browser.csrfToken()).toBe(first)
  expect(browser.received).toHaveLength(1)
})

test.each(["session", "csrf", "signin", "signout", "error", "verify-request", "foo"])(
  "no cache keeps the answer of %s",
  async (path) => {
    const { headers } = await openApp().browser().get(path)
    expect(headers.get("cache-control")).toBe("private, no-cache, no-store")
    expect(headers.get("vary")).toBe("Cookie")
  },
)

test.each([
  ["Configuration", 500],
  ["configuration", 500],
  ["AccessDenied", 403],
  ["Verification", 403],
  ["Whatever", 200],
  ["__proto__", 200],
])("the error page shows %s with status %i", async (error, status) => {
  expect((await openApp().browser().get(`error?error=${error}`)).status).toBe(status)
})

test.each([
  "Signin",
  "OAuthSignin",
  "OAuthCallback",
  "Callback",
  "OAuthAccountNotLinked",
  "CredentialsSignin",
  "SessionRequired",
])("the error %s is shown where one can try again", async (error) => {
  const { location } = await openApp().browser().get(`error?error=${error}`)
  expect(location).toBe(`https://app.example/api/auth/signin?error=${error}`)
})

test("pages of the app take the place of the built-in ones", async () => {
  const pages = { signIn: "/login?x=1", signOut: "/bye", error: "/oops", verifyRequest: "/check" }
  const browser = openApp({ pages }).browser()
  const where = async (path: string) => (await browser.get(path)).location?.replace("https://app.example", "")
  expect(await where("signin?callbackUrl=/lab")).toBe("/login?x=1&callbackUrl=https%3A%2F%2Fapp.example%2Flab")
  expect(await where("signin?error=CredentialsSignin")).toContain("&error=CredentialsSignin")
  expect(await where("signout")).toBe("/bye")
  expect(await where("error?error=AccessDenied")).toBe("/oops?error=AccessDenied")
  expect(await where("error")).toBe("/oops")
  expect(await where("verify-request")).toBe("/check")
})

test("callbacks.redirect decides where visitors go, also to another site", async () => {
  const redirect = ({ url }: { url: string }) => (url.startsWith("https://partner.example/") ? url : "/home")
  const browser = openApp({ callbacks: { redirect } }).browser()
  const csrfToken = await browser.csrfToken()
  const leave = (callbackUrl: string) => browser.post("signout", { csrfToken, callbackUrl })
  expect((await leave("https://partner.example/x")).location).toBe("https://partner.example/x")
  expect((await leave("https://evil.example/x")).location).toBe("https://app.example/home")
})

test("where one was going is remembered until one arrives", async () => {
  const browser = openApp().browser()
  await browser.get("signin?callbackUrl=/lab")
  const answer = await browser.signIn()
  expect(answer.location).toBe("https://app.example/lab")
})

test("a base path in NEXTAUTH_URL is where the endpoints are", async () => {
  const { auth } = openApp({}, "https://app.example/docs/auth")
  const get = (path: string) => auth.handle(new Request(`https://app.example${path}`))
  expect((await get("/docs/auth/csrf")).status).toBe(200)
  expect((await get("/api/auth/csrf")).status).toBe(400)
  const page = await (await get("/docs/auth/signin")).text()
  expect(page).toContain('action="https://app.example/docs/auth/callback/credentials"')
})

test("a browser's report reaches only a logger of the developer's own, cut short", async () => {
  const app = openApp()
  const answer = await app.browser().post("_log", { level: "error", code: "CLIENT", detail: "x".repeat(10_000) })
  expect([answer.status, answer.json()]).toEqual([200, {}])
  expect(app.log).toHaveLength(1)
  const metadata = app.log[0]?.metadata as { error: Error } | undefined
  expect(metadata?.error.message.length).toBeLessThan(2100)
  await app.browser().post("_log", { level: "__proto__", code: "X" })
  expect(app.log).toHaveLength(1)
})

test.each(["//", "http://", "http://[", ""])("an address that is none, %j, is no endpoint", async (url) => {
  const { answer } = createAuth({ secret: "s".repeat(32), providers: [] })
  const { status } = await answer({ method: "GET", url, headers: new Headers(), body: null })
  expect(status).toBe(400)
})
