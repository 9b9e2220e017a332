import { afterAll, beforeAll, expect, test } from "vitest"
import { type Auth, createAuth } from "../../src/auth.js"
import Keycloak from "../../src/providers/keycloak.js"
import { appOrigin, openBrowser, type Page } from "../support/app-browser.js"
import { type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider.js"

let idp: OpenIdProvider
let auth: Auth

beforeAll(async () => {
  idp = await startOpenIdProvider(["keycloak", "plain"].map((id) => `${appOrigin}/api/auth/callback/${id}`))
  const { issuer, clientId, clientSecret } = idp
  auth = createAuth({
    secret: "a secret that is long enough to be one",
    providers: [
      Keycloak({ issuer, clientId, clientSecret }),
      { id: "plain", name: "Plain", type: "oidc", issuer, clientId, clientSecret },
    ],
  })
})
afterAll(() => idp.close())

async function signIn(
  browser: ReturnType<typeof openBrowser>,
  provider: string,
  login: "alice" | "nomail",
): Promise<Page> {
  const { location } = await browser.startSignIn(provider, { callbackUrl: "/members" })
  const back = await idp.signIn(location ?? "", login)
  return browser.get(back.href)
}

test.each(["keycloak", "plain"])("alice signs in at a real OpenID provider, configured as %s", async (provider) => {
  const browser = openBrowser(auth)
  const page = await signIn(browser, provider, "alice")
  expect(page).toMatchObject({ status: 302, location: `${appOrigin}/members` })
  const { user } = await browser.session()
  expect(user).toMatchObject({ name: "Alice Local", email: "alice@local.test" })
})

test("somebody without an address signs in too", async () => {
  const browser = openBrowser(auth)
  await signIn(browser, "plain", "nomail")
  const { user } = await browser.session()
  expect(user).toMatchObject({ name: "No Email" })
  expect(user?.email ?? null).toBeNull()
})

test("whoever goes back in their browser to the provider's answer is not signed in twice by it", async () => {
  const browser = openBrowser(auth)
  const { location } = await browser.startSignIn("plain")
  const back = await idp.signIn(location ?? "", "alice")
  await browser.get(back.href)
  const again = await browser.get(back.href)
  expect(again.location).toBe(`${appOrigin}/api/auth/error?error=OAuthCallback`)
  expect((await browser.session()).user).toMatchObject({ name: "Alice Local" })
})
