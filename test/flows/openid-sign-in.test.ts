import { afterAll, beforeAll, expect, test } from "vitest"
import Keycloak from "../../src/providers/keycloak.js"
import { type Answer, type App, type Browser, openApp } from "../support/app.js"
import { type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider.js"

let idp: OpenIdProvider
let app: App

beforeAll(async () => {
  const origin = "http://localhost:3000"
  idp = await startOpenIdProvider(["keycloak", "plain"].map((id) => `${origin}/api/auth/callback/${id}`))
  const { issuer, clientId, clientSecret } = idp
  const keycloak = Keycloak({ issuer, clientId, clientSecret })
  const plain = { id: "plain", name: "Plain", type: "oidc" as const, issuer, clientId, clientSecret }
  app = openApp({ providers: [keycloak, plain] }, origin)
})
afterAll(() => idp.close())

async function signIn(browser: Browser, provider: string, login: "alice" | "nomail"): Promise<Answer> {
  const { location } = await browser.signIn(provider, { callbackUrl: "/members" })
  const back = await idp.signIn(location ?? "", login)
  return browser.get(back.href)
}

test.each(["keycloak", "plain"])("alice signs in at a real OpenID provider, configured as %s", async (provider) => {
  const browser = app.browser()
  const answer = await signIn(browser, provider, "alice")
  expect(answer).toMatchObject({ status: 302, location: `${app.origin}/members` })
  expect((await browser.session())?.user).toMatchObject({ name: "Alice Local", email: "alice@local.test" })
})

test("somebody without an address signs in too (CVE-2019-14837)", async () => {
  const browser = app.browser()
  await signIn(browser, "plain", "nomail")
  const session = await browser.session()
  expect(session?.user?.name).toBe("No Email")
  expect(session?.user?.email ?? null).toBeNull()
})

test("whoever goes back in their browser to the provider's answer is not signed in twice by it", async () => {
  const browser = app.browser()
  const { location } = await browser.signIn("plain", {})
  const back = await idp.signIn(location ?? "", "alice")
  await browser.get(back.href)
  const again = await browser.get(back.href)
  expect(again.location).toBe(`${app.origin}/api/auth/error?error=OAuthCallback`)
  expect((await browser.session())?.user).toMatchObject({ name: "Alice Local" })
})
