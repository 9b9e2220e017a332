import { expect, test } from "vitest"
import { baseUrl, testBrowser, testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { complete } from "./complete.js"

type Handlers = {
  readonly token?: NonNullable<OAuthProvider["token"]["request"]>
  readonly userinfo?: NonNullable<OAuthProvider["userinfo"]["request"]>
}

/** A developer who asks for tokens and people in their own way. */
const handled = ({ token, userinfo }: Handlers, more: Partial<OAuthProvider> = {}): OAuthProvider =>
  testProvider({
    checks: new Set(),
    token: { url: undefined, params: { audience: "api" }, ...(token && { request: token }) },
    userinfo: { url: undefined, params: {}, ...(userinfo && { request: userinfo }) },
    ...more,
  })

const tokens = { access_token: "a" }
const answering = (value: unknown) => async () => value as never
const returnWith = (provider: OAuthProvider, query: Record<string, string>) =>
  complete(testBrowser().request({ query }), provider)

test("a developer's own requests get what they need, and say who somebody is", async () => {
  const seen: unknown[] = []
  const provider = handled({
    token: async ({ params, checks, provider }) => {
      seen.push(params, checks, provider.callbackUrl)
      return { tokens }
    },
    userinfo: async ({ tokens, provider }) => {
      seen.push(tokens, provider.id)
      return { sub: "7", name: "Ada" }
    },
  })
  const identity = await returnWith(provider, { code: "c" })
  expect(identity).toMatchObject({ user: { id: "7", name: "Ada" }, account: { providerAccountId: "7", ...tokens } })
  expect(identity).not.toHaveProperty("providerSession")
  expect(seen).toEqual([{ code: "c", audience: "api" }, {}, `${baseUrl}/callback/example`, tokens, "example"])
})

test("who answers both never needs an ID token", async () => {
  const handlers = { token: answering({ tokens }), userinfo: answering({ sub: "7" }) }
  expect(await returnWith(handled(handlers, { idToken: true }), { code: "c" })).toMatchObject({ user: { id: "7" } })
  const only = handled({ token: handlers.token }, { idToken: true, issuer: "https://id.example" })
  await expect(returnWith(only, { code: "c" })).rejects.toMatchObject({ code: "OAuthCallback" })
})

test.each([undefined, null, {}, { tokens: null }])("%j of `token.request` signs nobody in", async (answer) => {
  const provider = handled({ token: answering(answer), userinfo: answering({ sub: "7" }) })
  await expect(returnWith(provider, { code: "c" })).rejects.toMatchObject({
    code: "OAuthCallback",
    message: expect.stringContaining("must return `{ tokens }`"),
  })
})

test.each([undefined, null, "7", 7])("%j of `userinfo.request` is nobody", async (answer) => {
  const provider = handled({ token: answering({ tokens }), userinfo: answering(answer) })
  await expect(returnWith(provider, { code: "c" })).rejects.toMatchObject({
    code: "OAuthCallback",
    message: expect.stringContaining("must return an object"),
  })
})

test("a request of theirs that throws is told as theirs", async () => {
  const throwing = async () => {
    throw new Error("out of order")
  }
  await expect(returnWith(handled({ token: throwing }), { code: "c" })).rejects.toMatchObject({
    code: "OAuthCallback",
    message: expect.stringContaining("`token.request` of provider"),
  })
  const later = handled({ token: answering({ tokens }), userinfo: throwing })
  await expect(returnWith(later, { code: "c" })).rejects.toMatchObject({
    code: "OAuthCallback",
    message: expect.stringContaining("`userinfo.request` of provider"),
  })
})

test("a name beside the answer is read where answers come as forms, and nowhere else", async () => {
  const handlers = { token: answering({ tokens }), userinfo: answering({ sub: "7" }) }
  const body = { code: "c", user: '{"name":{"firstName":"Ada","lastName":"Lovelace"}}' }
  const profileOf = async (responseMode: OAuthProvider["responseMode"]) => {
    const request = testBrowser().request({ method: "POST", query: { code: "c" }, body })
    return complete(request, handled(handlers, { responseMode }))
  }
  expect(await profileOf("form_post")).toMatchObject({ profile: { user: { name: { firstName: "Ada" } } } })
  expect(await profileOf("query")).toMatchObject({ profile: { sub: "7" } })
  expect(await profileOf("query")).not.toHaveProperty("profile.user")
})
