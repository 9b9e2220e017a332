/** The plan "Form-post RP": the answer comes as a cross-site POST. */
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Browser } from "../support/app.js"
import { relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const formPost = { authorization: { params: { scope: "openid profile email", response_mode: "form_post" } } }

/** Posts what the provider would have its page post, as another site does. */
async function comeBack(browser: Browser, authorizationUrl: string, change = (_: URLSearchParams) => {}) {
  const { location } = await browser.get(authorizationUrl)
  const { searchParams } = new URL(location ?? "")
  change(searchParams)
  const headers = { origin: provider.origin, "sec-fetch-site": "cross-site" }
  return browser.post("callback/op", { form: Object.fromEntries(searchParams) }, headers)
}

test("oidcc-client-test-form-post: an answer that the provider posts signs somebody in", async () => {
  const party = relyingParty(provider.play(), formPost)
  const { browser, answer, asked } = await party.begin()
  expect(asked.get("response_mode")).toBe("form_post")
  const checks = browser.received.filter((line) => /^__Secure-next-auth\.(state|nonce|pkce)/.test(line))
  expect(checks.length).toBeGreaterThan(1)
  for (const line of checks) expect(line).toMatch(/SameSite=None/i)

  const end = await comeBack(browser, answer.location ?? "")
  expect(end.location).toBe(`${party.app.origin}/members`)
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
})

test("oidcc-client-test-form-post-error: an error that the provider posts is shown, and signs nobody in", async () => {
  const party = relyingParty(provider.play(), formPost)
  const { browser, answer } = await party.begin()
  const end = await comeBack(browser, answer.location ?? "", (parameters) => {
    parameters.delete("code")
    parameters.set("error", "login_required")
    parameters.set("error_description", "<script>alert(1)</script>")
  })
  expect(end.location).toBe(`${party.app.origin}/api/auth/error?error=Callback`)
  const page = await browser.follow(end)
  expect(page.text).not.toContain("alert(1)")
  expect(await browser.session()).toBeNull()
})

test("an answer that is posted to another browser signs nobody in there", async () => {
  const party = relyingParty(provider.play(), formPost)
  const { answer } = await party.begin()
  const other = party.app.browser()
  await other.signIn("op", {})
  const end = await comeBack(other, answer.location ?? "")
  expect(end.location).toBe(`${party.app.origin}/api/auth/error?error=OAuthCallback`)
  expect(await other.session()).toBeNull()
})
