import { expect, test } from "vitest"
import { createSiteReader, type SiteSettings } from "./site.js"

const settings: SiteSettings = { url: undefined, trustHost: false, trustLoopback: false, useSecureCookies: undefined }
const read = (own: Partial<SiteSettings>, headers: Record<string, string> = {}) =>
  createSiteReader({ ...settings, ...own })(new Headers(headers))
const evil = { host: "evil.test", "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" }

test("NEXTAUTH_URL wins over everything that a request says", () => {
  const site = read({ url: "https://app.example/auth/", trustHost: true, trustLoopback: true }, evil)
  expect(site).toEqual({
    origin: "https://app.example",
    basePath: "/auth",
    baseUrl: "https://app.example/auth",
    secure: true,
  })
})

test("a bare origin means the default path, and an address without scheme https", () => {
  expect(read({ url: "http://app.example" }).baseUrl).toBe("http://app.example/api/auth")
  expect(read({ url: "app.example" }).origin).toBe("https://app.example")
  expect(read({ url: "HTTP://app.example" }).origin).toBe("http://app.example")
  expect(read({ url: "app.example/http://x" }).baseUrl).toBe("https://app.example/http://x")
  expect(read({ url: "https://app.example/a/auth///" }).basePath).toBe("/a/auth")
})

test("without anything the site is on port 3000 of this machine", () => {
  expect(read({}, evil).baseUrl).toBe("http://localhost:3000/api/auth")
})

test("a trusted proxy names host and scheme", () => {
  expect(read({ trustHost: true }, evil).origin).toBe("https://evil.test")
  expect(read({ trustHost: true }, { "x-forwarded-host": "a.test:8080", "x-forwarded-proto": "http" }).origin).toBe(
    "http://a.test:8080",
  )
  expect(read({ trustHost: true }, { "x-forwarded-host": "a.test, b.test" }).origin).toBe("https://a.test")
  expect(read({ trustHost: true }, { host: "direct.test" }).origin).toBe("https://direct.test")
  const spaced = { "x-forwarded-host": " a.test , b.test", "x-forwarded-proto": " http , https" }
  expect(read({ trustHost: true }, spaced).origin).toBe("http://a.test")
  expect(read({ trustHost: true }, { host: "a.test", "x-forwarded-proto": "ftp" }).origin).toBe("https://a.test")
  expect(read({ trustHost: true }).origin).toBe("http://localhost:3000")
  expect(createSiteReader({ ...settings, trustHost: true })(null).origin).toBe("http://localhost:3000")
  expect(createSiteReader({ ...settings, trustLoopback: true })(null).origin).toBe("http://localhost:3000")
})

test("a host of 259 characters is one, and a longer one is ignored", () => {
  const name = (length: number) => `${"a.".repeat(length / 2)}a`.slice(0, length)
  expect(read({ trustHost: true }, { host: name(259) }).origin).toBe(`https://${name(259)}`)
  expect(read({ trustHost: true }, { host: name(260) }).origin).toBe("http://localhost:3000")
})

test("what does not depend on the request is the same object each time", () => {
  const reader = createSiteReader({ ...settings, url: "https://app.example" })
  expect(reader(new Headers(evil))).toBe(reader(null))
  expect(Object.isFrozen(reader(null))).toBe(true)
})

test.each(["evil.test/path", "user@evil.test", "evil.test#", "evil test", "ev\\il", "[::1", "a.test:99999"])(
  "a forwarded host that is none is ignored: %s",
  (host) => {
    expect(read({ trustHost: true }, { "x-forwarded-host": host }).origin).toBe("http://localhost:3000")
  },
)

test("while developing, a request for this machine names its port", () => {
  expect(read({ trustLoopback: true }, { host: "localhost:3001" }).origin).toBe("http://localhost:3001")
  expect(read({ trustLoopback: true }, { host: "127.0.0.1:80" }).origin).toBe("http://127.0.0.1")
  expect(read({ trustLoopback: true }, evil).origin).toBe("http://localhost:3000")
  expect(read({ trustLoopback: true }, { host: "[::1]:3002" }).origin).toBe("http://[::1]:3002")
  for (const host of [
    "localhost.evil.test",
    "evil-localhost:1",
    "localhost:1x",
    "localhost:99999",
    "127x0.0.1",
    "localhost:",
  ]) {
    expect(read({ trustLoopback: true }, { host }).origin).toBe("http://localhost:3000")
  }
})

test("useSecureCookies overrides what the scheme says", () => {
  expect(read({ url: "http://a.test", useSecureCookies: true }).secure).toBe(true)
  expect(read({ url: "https://a.test", useSecureCookies: false }).secure).toBe(false)
})
