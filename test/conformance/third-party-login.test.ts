/** Sign-in that begins at the provider's portal: by a link that anybody can write. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const link = (parameters: Record<string, string>) => `signin/op?${new URLSearchParams(parameters)}`

test("oidcc-client-test-3rd-party-init-login: the portal's link shows the provider's button, and a press signs in", async () => {
  const op = provider.play()
  const { app } = relyingParty(op)
  const browser = app.browser()
  const page = await browser.get(
    link({ iss: op.issuer, target_link_uri: `${app.origin}/orders/7`, login_hint: "fay@fault.test" }),
  )
  expect(page.status).toBe(200)
  expect(op.seen("authorize")).toEqual([]) // nothing begins by itself
  expect(page.forms).toHaveLength(1)

  const { location } = await browser.submit(page.forms[0] ?? expect.unreachable())
  const asked = new URL(location ?? "").searchParams
  expect(asked.get("login_hint")).toBe("fay@fault.test")
  const back = await browser.get(location ?? "")
  expect((await browser.get(back.location ?? "")).location).toBe(`${app.origin}/orders/7`)
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
})

test("a link in a form, posted from another site, shows the button too", async () => {
  const op = provider.play()
  const { app } = relyingParty(op)
  const browser = app.browser()
  const form = { iss: op.issuer, target_link_uri: "/orders/7" }
  const answer = await browser.post("signin/op", { form }, { "sec-fetch-site": "cross-site" })
  const page = await browser.follow(answer)
  expect(page.forms[0]?.fields.callbackUrl).toBe(`${app.origin}/orders/7`)
})

test.each(["https://elsewhere.example", "", "javascript:alert(1)"])(
  "a link in the name of issuer %j leads nowhere",
  async (iss) => {
    const { app } = relyingParty(provider.play())
    const { location } = await app.browser().get(link({ iss, target_link_uri: "/orders/7" }))
    expect(location).toBe(`${app.origin}/api/auth/error?error=OAuthSignin`)
  },
)

test.each([
  "https://evil.example/",
  "//evil.example",
  "https://app.example@evil.example",
  "https://app.example.evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
])("a link to sign in does not lead to %s afterwards", async (target_link_uri) => {
  const op = provider.play()
  const { app } = relyingParty(op)
  const page = await app.browser().get(link({ iss: op.issuer, target_link_uri }))
  expect(page.forms[0]?.fields.callbackUrl).toMatch(/^https:\/\/app\.example(?:\/|$)/)
})

test("a link cannot set what a visitor may not, nor write into the page", async () => {
  const op = provider.play()
  const { app } = relyingParty(op)
  const browser = app.browser()
  const page = await browser.get(
    link({
      iss: op.issuer,
      login_hint: '"><script>alert(1)</script>',
      redirect_uri: "https://evil.example",
      state: "fixed",
    }),
  )
  expect(page.text).not.toContain("<script>")
  const { location } = await browser.submit(page.forms[0] ?? expect.unreachable())
  const asked = new URL(location ?? "").searchParams
  expect(asked.get("redirect_uri")).toBe(`${app.origin}/api/auth/callback/op`)
  expect(asked.get("state")).not.toBe("fixed")
})

test("with a sign-in page of one's own, the link leads there", async () => {
  const op = provider.play()
  const { app } = relyingParty(op, {}, { pages: { signIn: "/login" } })
  const { location } = await app.browser().get(link({ iss: op.issuer, target_link_uri: "/orders/7" }))
  expect(location).toBe(`${app.origin}/login?callbackUrl=${encodeURIComponent(`${app.origin}/orders/7`)}`)
})

test("a link to a provider that is not there shows the sign-in page", async () => {
  const { app } = relyingParty(provider.play())
  const page = await app.browser().get("signin/nobody?iss=x")
  expect(page.status).toBe(200)
})
