import { expect, test } from "vitest"
import type { RefusedRequest } from "../contracts/policy.js"
import { locationOf, refusalOf } from "./refusal.js"

const places = { signIn: "https://app.example/signin?x=1", error: "https://app.example/error" }
const request = (accept: string | null, more: Partial<RefusedRequest> = {}): RefusedRequest => ({
  method: "GET",
  path: "/orders?page=2",
  headers: new Headers(accept === null ? {} : { accept }),
  ...more,
})
const html = "text/html,application/xhtml+xml"
const json = "application/json"
const back = "https://app.example/signin?x=1&callbackUrl=%2Forders%3Fpage%3D2"

test.each([
  ["sign-in", back],
  ["sign-in-again", back],
  ["refuse", "https://app.example/error?error=AccessDenied"],
  ["undecided", "https://app.example/error?error=Configuration"],
] as const)("a browser that may not pass (%s) goes to %s", (kind, location) => {
  const cached = { "cache-control": "private, no-store", vary: "Cookie, Authorization" }
  expect(refusalOf(kind, request(html), places)).toEqual({ status: 307, headers: { ...cached, location }, body: null })
})

test.each([
  ["sign-in", 401, "Sign in first", "Bearer"],
  ["sign-in-again", 401, "Sign in again", 'Bearer error="insufficient_user_authentication"'],
  ["refuse", 403, "Not allowed", undefined],
  ["undecided", 503, "Nobody can tell now", undefined],
] as const)("whoever calls an API and may not pass (%s) is told %d: %s", (kind, status, title, challenge) => {
  const refusal = refusalOf(kind, request(json), places)
  expect(refusal.headers).toEqual({
    "cache-control": "private, no-store",
    vary: "Cookie, Authorization",
    "content-type": "application/problem+json",
    ...(challenge && { "www-authenticate": challenge }),
  })
  expect([refusal.status, JSON.parse(refusal.body ?? "")]).toEqual([status, { type: "about:blank", title, status }])
})

test.each([
  ["GET", 307],
  ["HEAD", 307],
  ["POST", 303],
  ["DELETE", 303],
])("what was sent by %s is not sent on to another page", (method, status) => {
  expect(refusalOf("sign-in", request(html, { method }), places).status).toBe(status)
})

test.each([
  ["a page that is opened", html, {}, true],
  ["the data of a page, which says nothing", null, {}, true],
  ["anything", "*/*", {}, true],
  ["JSON", json, {}, false],
  ["JSON of a kind", "application/ld+json", {}, false],
  ["a word with json in it", "application/jsonp", {}, true],
  ["a handler that is called", "*/*", { isCall: true }, false],
  ["a handler that a browser opens", html, { isCall: true }, true],
  ["JSON and HTML", `${json}, text/html`, {}, true],
  ["an API", html, { path: "/api" }, false],
  ["an API with a query", html, { path: "/API?x" }, false],
  ["an API behind two slashes", html, { path: "//api/x" }, false],
  ["a page whose name begins so", html, { path: "/apiary" }, true],
  ["a page below which something is called so", html, { path: "/docs/api/x" }, true],
  ["a path that nobody knows", html, { path: null }, true],
] as const)("%s is a page or a call", (_, accept, more, isPage) => {
  expect(refusalOf("refuse", request(accept, more), places).body === null).toBe(isPage)
})

test.each([
  ["//evil.example/x", "/evil.example/x"],
  ["/\\evil.example", "/evil.example"],
  ["\\\\evil.example", "/evil.example"],
  ["/a//b", "/a//b"],
])("the way back to %s leads nowhere else", (path, way) => {
  expect(new URL(locationOf("sign-in", { path }, places)).searchParams.get("callbackUrl")).toBe(way)
})

test("without a path there is no way back", () => {
  expect(locationOf("sign-in", { path: null }, places)).toBe(places.signIn)
})
