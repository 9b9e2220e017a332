import { expect, test } from "vitest"
import { differenceOf } from "./expect.js"
import { type Outcome, outcomeOf } from "./outcome.js"

const pages = { signIn: "/api/auth/signin", error: "/api/auth/error" }
const app = "http://localhost:3000"

const to = (location: string) => ({ status: 307, headers: { location }, body: "" })
const page = (body: string, headers = {}) => ({ status: 200, headers, body })
const data = (pageProps: object) => page(JSON.stringify({ pageProps, __N_SSP: true }))
const signIn = `${app}/api/auth/signin?callbackUrl=%2Fadmin`

test.each<[string, Parameters<typeof outcomeOf>[0], Outcome]>([
  ["a page", page("<h1>Hello</h1>"), "served"],
  ["a page without a body", page(""), "served"],
  ["the sign-in page", to(signIn), "sign-in"],
  ["a sign-in page of the app's own, with the way back", to("/login?callbackUrl=%2Fadmin"), "sign-in"],
  ["the sign-in page with a reason", to("/api/auth/signin?error=SessionRequired&callbackUrl=/admin"), "sign-in"],
  ["the error page", to(`${app}/api/auth/error?error=AccessDenied`), "refused"],
  ["the same path with a slash", to("/admin/"), "same page"],
  ["another page", to("/welcome"), "another page"],
  ["an address that is none", to("http://["), "another page"],
  ["401", { status: 401, headers: {}, body: "" }, "sign-in"],
  ["403", { status: 403, headers: {}, body: "" }, "refused"],
  ["404", { status: 404, headers: {}, body: "" }, "absent"],
  ["429", { status: 429, headers: {}, body: "" }, "too many requests"],
  ["304", { status: 304, headers: {}, body: "" }, "absent"],
  ["500", { status: 500, headers: {}, body: "" }, "broken"],
  ["a page's data that is a redirect", data({ __N_REDIRECT: signIn, __N_REDIRECT_STATUS: 307 }), "sign-in"],
  ["a page's data that only looks like one", data({ __N_REDIRECT: signIn, orders: [1] }), "served"],
  ["what Next.js says without a page's data", page("{}", { "x-nextjs-matched-path": "/admin" }), "absent"],
  ["an empty object", page("{}"), "served"],
  ["a page that was begun", page(`8:E{"digest":"NEXT_REDIRECT;replace;${signIn};307;"}`), "served, and sent on"],
])("an answer is %s", (_, answer, outcome) => {
  expect(outcomeOf(answer, "GET", "/admin", pages)).toBe(outcome)
})

test("an answer to OPTIONS serves what is in its body", () => {
  expect(outcomeOf(page(""), "OPTIONS", "/admin", pages)).toBe("absent")
  expect(outcomeOf(page("the orders"), "OPTIONS", "/admin", pages)).toBe("served")
})

test("one page may be for signing in and for errors", () => {
  const both = { signIn: "/login", error: "/login" }
  expect(outcomeOf(to("/login?error=AccessDenied"), "GET", "/admin", both)).toBe("refused")
  expect(outcomeOf(to("/login"), "GET", "/admin", both)).toBe("sign-in")
})

test("in another spelling only what is served differs", () => {
  expect(differenceOf("refuse", "served", false)).toBe("served")
  for (const got of ["absent", "broken", "another page", "sign-in"] as const)
    expect(differenceOf("refuse", got, false)).toBe(null)
  expect(differenceOf("allow", "sign-in", false)).toBe(null)
  expect(differenceOf("allow", "sign-in", true)).toBe("kept out")
  expect(differenceOf("refuse", "sign-in", true)).toBe("otherwise")
  expect(differenceOf(null, "served", true)).toBe(null)
})

test("what was not answered, or for its number only, is no proof of anything", () => {
  for (const expected of ["allow", "sign-in", "refuse"] as const) {
    expect(differenceOf(expected, null, true)).toBe("no answer")
    expect(differenceOf(expected, "too many requests", true)).not.toBe(null)
  }
})
