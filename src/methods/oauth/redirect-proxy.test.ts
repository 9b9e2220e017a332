import { expect, test } from "vitest"
import { testBrowser, testProvider } from "../../../test/support/request-context.js"
import { seal } from "../../core/crypto/seal.js"
import { encode } from "../../core/crypto/token.js"
import { forward, stateForProxy } from "./redirect-proxy.js"

const preview = "https://app.example" // where the request of a test begins
const proxy = { url: "https://stable.example/api/auth", origins: ["https://app.example", "https://p-*.example"] }
const provider = testProvider()
const { secret } = provider
const purpose = "countersign.redirect-proxy"
const answered = (state?: string, more: Record<string, string> = {}) =>
  forward(provider, proxy, new URLSearchParams({ code: "c", ...(state && { state }), ...more }))
const sealed = (token: object, salt = purpose, by = secret) => encode({ token: token as never, secret: by, salt })

test("an answer that belongs to a preview is sent there, whole", async () => {
  const state = await stateForProxy(testBrowser().request({}), provider)
  const location = `${preview}/api/auth/callback/example?${new URLSearchParams({ code: "c", state })}`
  expect(await answered(state)).toMatchObject({ kind: "redirect", location })
  expect(await stateForProxy(testBrowser().request({}), provider)).not.toBe(state)
  const response = `e30.${Buffer.from(JSON.stringify({ state })).toString("base64url")}.x`
  expect(await answered(undefined, { response })).toMatchObject({ kind: "redirect" })
})

test.each([
  ["of the stable deployment itself", { origin: "https://stable.example", provider: "example" }],
  ["of another provider", { origin: preview, provider: "other" }],
  ["that names no origin", { provider: "example" }],
  ["whose origin is no text", { origin: { a: 1 }, provider: "example" }],
])("an answer with a state %s is our own", async (_, claims) => {
  expect(await answered(await sealed(claims))).toBeNull()
})

test("a state that we did not seal for this is our own affair", async () => {
  const claims = { origin: preview, provider: "example" }
  expect(await answered(await sealed(claims, "another purpose"))).toBeNull()
  expect(await answered(await sealed(claims, purpose, "another secret"))).toBeNull()
  expect(await answered(await seal(JSON.stringify({ ...claims, exp: 1 }), secret, purpose))).toBeNull()
  for (const state of [undefined, "random", "a.b.c"]) expect(await answered(state)).toBeNull()
  expect(await answered(undefined, { response: "no token" })).toBeNull()
})

test.each([
  ["https://p-1.example", true],
  ["https://p-a-b.example", true],
  ["https://p-.example", false],
  ["https://p-a.b.example", false],
  ["https://p-a.example.evil.example", false],
  ["http://p-1.example", false],
  ["https://xp-1.example", false],
  ["https://p-1xexample", false],
  ["https://evil.example", false],
])("a deployment at %s may have answers forwarded: %s", async (origin, isTrusted) => {
  const forwarding = answered(await sealed({ origin, provider: "example" }))
  if (isTrusted) expect(await forwarding).toMatchObject({ kind: "redirect" })
  else
    await expect(forwarding).rejects.toMatchObject({ code: "OAuthCallback", message: expect.stringContaining(origin) })
})
