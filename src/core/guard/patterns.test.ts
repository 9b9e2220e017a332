import { expect, test } from "vitest"
import { areAlike, bySpecificity, fitsMethod, match, parsePattern, partsOf } from "./patterns.js"

const matched = (pattern: string, path: string) => match(parsePattern(pattern), partsOf(path))

test.each([
  ["/posts/:id", "/posts/7", { id: "7" }],
  ["/posts/:id", "/posts", null],
  ["/posts/:id", "/posts/7/edit", null],
  ["/posts/:id", "/other/7", null],
  ["/files/*", "/files/a", {}],
  ["/files/*", "/files", null],
  ["/files/*", "/files/a/b", null],
  ["/admin/**", "/admin", {}],
  ["/admin/**", "/admin/a/b", {}],
  ["/teams/:team/**", "/teams/red/x", { team: "red" }],
  ["/teams/:team/**", "/teams", null],
  ["/", "/", {}],
  ["/**", "/", {}],
])("the pattern %s and the path %s: %j", (pattern, path, params) => {
  expect(matched(pattern, path)).toEqual(params)
})

test.each([
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map((method) => `${method} /x`),
  "/.well-known/*",
  "/a../..b/a.b",
  "/a:",
  "/files/*",
])("the pattern %s is fine", (pattern) => expect(parsePattern(pattern).text).toBe(pattern))

test.each([
  "",
  "x",
  "GET",
  "get /x",
  "TRACE /x",
  "GET  /x",
  "/a b",
  "GET /a b",
  "x GET /a",
  "/a#b",
  "/a\\b",
  "/**/x",
  "/a/**b",
  "/:",
  "/:-",
  "/..",
  "/a/./b",
])("the pattern %j can fit nothing, or not what it seems to", (pattern) => {
  expect(() => parsePattern(pattern)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }))
})

test("an unknown method is told which there are", () => {
  expect(() => parsePattern("FETCH /x")).toThrow("use one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
})

test("HEAD goes with GET, and no other method with another", () => {
  const fits = (pattern: string, asked: string) => fitsMethod(parsePattern(pattern), asked)
  expect([fits("/x", "DELETE"), fits("GET /x", "GET"), fits("GET /x", "HEAD"), fits("POST /x", "POST")]).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect([fits("POST /x", "HEAD"), fits("HEAD /x", "GET"), fits("GET /x", "POST")]).toEqual([false, false, false])
})

test("the most specific comes first", () => {
  const sorted = ["HEAD /a/b", "GET /a/b", "/a/b", "/a/b/**", "/a/:x", "/a", "/a/**", "/*/b", "/:x", "/**"]
  const shuffled = [...sorted].reverse().map(parsePattern)
  const order = shuffled.sort(bySpecificity).map(({ text }) => text)
  expect(order.indexOf("HEAD /a/b")).toBeLessThan(order.indexOf("GET /a/b"))
  expect(order.indexOf("GET /a/b")).toBeLessThan(order.indexOf("/a/b"))
  expect(order).toEqual(sorted)
  expect(bySpecificity(parsePattern("/:x"), parsePattern("/*"))).toBe(0)
})

test("two patterns are alike when only names differ", () => {
  const alike = (one: string, other: string) => areAlike(parsePattern(one), parsePattern(other))
  expect([alike("/a/:x", "/a/:y"), alike("/a/:x", "/a/*"), alike("GET /a", "GET /a/")]).toEqual([true, true, true])
  const differing = [
    ["/a/bc", "/ab/c"],
    ["/a:b", "/a:c"],
    ["GET /a", "/a"],
    ["/a", "/b"],
    ["/a/*", "/a/**"],
  ] as const
  for (const [one, other] of differing) expect(alike(one, other)).toBe(false)
})
