import { expect, test } from "vitest"
import { readCallbackUrl, redirectWithinSite, settleLocation } from "./destination.js"

const origin = "https://app.example"

test.each([
  "/dashboard",
  "/search?q=a%20b#c",
  "https://app.example/x",
  "https://APP.example/x",
  "https://app.example:443/",
])("understands %s", (url) => expect(readCallbackUrl(url)).toBe(url))

test("a space in a query is written as browsers write it", () => {
  expect(readCallbackUrl("/search?q=a b")).toBe("/search?q=a%20b")
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
  `/${"a".repeat(3000)}`,
  undefined,
  null,
  1,
  ["/x"],
  { toString: () => "/x" },
])("ignores %j", (url) => expect(readCallbackUrl(url)).toBeNull())

test("stays on the site unless the developer says otherwise", () => {
  expect(redirectWithinSite({ url: "/x", baseUrl: origin })).toBe("https://app.example/x")
  expect(redirectWithinSite({ url: "https://app.example/y", baseUrl: origin })).toBe("https://app.example/y")
  expect(redirectWithinSite({ url: "https://evil.example/", baseUrl: origin })).toBe(origin)
  expect(redirectWithinSite({ url: "https://app.example.evil.example/", baseUrl: origin })).toBe(origin)
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
  ]) {
    expect(settleLocation(answer, origin)).toBe(origin)
  }
})
