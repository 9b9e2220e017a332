import { expect, test } from "vitest"
import { isPlainLocation, readCallbackUrl, redirectWithinSite, settleLocation } from "./destination.js"

const origin = "https://app.example"

test.each([
  "/dashboard",
  "/search?q=a%20b#c",
  "https://app.example/x",
  "https://APP.example/x",
  "https://app.example:443/",
  "http://app.example:80/",
  "https://app.example",
  "https://app.example?q=//x",
  "https://app.example#//x",
  "https://app.example:8443/x",
  "HTTPS://app.example/x",
  "/x?next=//y&at=https://a@b",
  "/x#//y",
  `/${"a".repeat(2047)}`,
])("understands %s", (url) => expect(readCallbackUrl(url)).toBe(url))

test("a space in a query is written as browsers write it", () => {
  expect(readCallbackUrl("/search?q=a b")).toBe("/search?q=a%20b")
  expect(readCallbackUrl("/search#a b c")).toBe("/search#a%20b%20c")
  expect(readCallbackUrl("https://app.example/?q=a b")).toBe("https://app.example/?q=a%20b")
})

test.each([
  "",
  "//evil.example",
  "/\\evil.example",
  "\\evil",
  "dashboard",
  "javascript:alert(1)",
  "https:evil",
  "https:/evil",
  "https://user@app.example/",
  "https://app.example@evil.example/",
  " /x",
  "/x\n",
  "/x\u0000",
  "/ /evil",
  "\ud800",
  "https://аpp.example/",
  "https://2130706433/",
  "https://[::1",
  "data:text/html,x",
  `/${"a".repeat(2048)}`,
  "/a b",
  "/x?q=\n",
  "/x?q=\\",
  "/x#\u2028",
  "xhttps://app.example/",
  "ftp://app.example/",
  "http://app.example:443x/",
  "https://app.example:80x",
  "https://a%70p.example/",
  "https://app.example:0443/",
  "https:///app.example/",
  "https://",
  "http://app.example:/",
  "vbscript:msgbox(1)",
  "javascript://app.example/%0aalert(1)",
  "javascript:alert(1)//://app.example/",
  "urn:ietf:wg:oauth:2.0:oob",
  "https://app.example\\@evil.example/",
  "https://app.example%2f@evil.example/",
  "https://app.example%2f.evil.example/",
  "https://app.example%5c.evil.example/",
  undefined,
  null,
  1,
  ["/x"],
  { toString: () => "/x" },
])(
  "ignores %j (CVE-2020-10776, CVE-2022-4137, GHSA-cvg2-7c3j-g36j, CVE-2023-6134, GHSA-rv95-896h-c2vc, CVE-2024-29041, GHSA-2w69-qvjg-hvjx, CVE-2026-22029, CVE-2025-56200)",
  (url) => expect(readCallbackUrl(url)).toBeNull(),
)

test("stays on the site unless the developer says otherwise (CVE-2024-28239)", () => {
  expect(redirectWithinSite({ url: "/x", baseUrl: origin })).toBe("https://app.example/x")
  expect(redirectWithinSite({ url: "https://app.example/y", baseUrl: origin })).toBe("https://app.example/y")
  expect(redirectWithinSite({ url: "https://evil.example/", baseUrl: origin })).toBe(origin)
  expect(redirectWithinSite({ url: "https://app.example.evil.example/", baseUrl: origin })).toBe(origin)
  expect(redirectWithinSite({ url: "http://app.example/", baseUrl: origin })).toBe(origin)
  expect(redirectWithinSite({ url: "no address", baseUrl: origin })).toBe(origin)
})

test("what the developer's callback answers is sent as an absolute http URL, or not at all", () => {
  expect(settleLocation("/home", origin)).toBe("https://app.example/home")
  expect(settleLocation("https://other.example/ü", origin)).toBe("https://other.example/%C3%BC")
  for (const answer of [
    "javascript:alert(1)",
    "//evil",
    "/\\evil",
    "myapp://x",
    "https://a\r\nX: y",
    "home",
    undefined,
    7,
    "",
    "https:evil.example",
    "xhttps://evil.example",
    "https://[::1",
    "/x\u0000",
    "/x\u0085y",
    { startsWith: () => true },
  ]) {
    expect(settleLocation(answer, origin)).toBe(origin)
  }
  expect(settleLocation("HTTP://other.example", origin)).toBe("http://other.example/")
  expect(settleLocation(origin, origin)).toBe(origin)
})

test.each([
  "/x",
  "/",
  "/x?next=javascript:alert(1)",
  "x/y",
  "?q",
  "#h",
  "https://other.example/x",
  "HTTP://other.example",
  "/a b",
  "a//b",
])("an app may send somebody to %j", (address) => expect(isPlainLocation(address)).toBe(true))

test.each([
  "",
  " /x",
  "\t/x",
  "//evil.example",
  "/ /evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/x\n",
  "java\nscript:x",
  "javascript:alert(1)",
  "javascript:alert('https://app.example/')",
  "JavaScript:alert(1)",
  "data:text/html,x",
  "web+app:x",
  "x-y.z1:x",
  "https:evil.example",
  "https:/evil.example",
  "https://[::1",
  "https://",
])("an app does not send anybody to %j", (address) => expect(isPlainLocation(address)).toBe(false))
