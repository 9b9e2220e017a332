/** The switches of a provider, against a real OpenID provider that insists on each. */
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK } from "jose"
import { afterAll, expect, test } from "vitest"
import type { OAuthConfig } from "../../src/core/contracts/provider.js"
import type { Account, Profile } from "../../src/core/model.js"
import { getAccessToken, providerTokens } from "../../src/tokens.js"
import { type Answer, type App, type Browser, openApp } from "../support/app.js"
import { type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider.js"

const origin = "http://localhost:3000"
const callback = `${origin}/api/auth/callback/op`
const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true })
const key: JWK = { ...(await exportJWK(privateKey)), kid: "app", alg: "ES256" }
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "app", alg: "ES256", use: "sig" }] }

const providers: OpenIdProvider[] = []
afterAll(() => Promise.all(providers.map((idp) => idp.close())))

interface Opened {
  readonly idp: OpenIdProvider
  readonly app: App
  readonly browser: Browser
  /** What the provider was asked: the address that the browser was sent to. */
  begin(): Promise<URL>
  end(authorizationUrl: URL): Promise<Answer>
  /** The account that alice came with, in her own words to the `jwt` callback. */
  account(): Account | undefined
}

/** @param client what the provider knows of us, @param features what it offers, @param options what the app switches on */
async function open(
  client: Record<string, unknown>,
  features: object,
  options: Partial<OAuthConfig<Profile>>,
): Promise<Opened> {
  const idp = await startOpenIdProvider([callback], { client, configuration: { features } })
  providers.push(idp)
  const { issuer, clientId, clientSecret } = idp
  let account: Account | undefined
  const app = openApp(
    {
      features: [providerTokens()],
      providers: [{ id: "op", name: "OP", type: "oidc", issuer, clientId, clientSecret, ...options }],
      callbacks: {
        jwt: (sent) => {
          account ??= sent.account ?? undefined
          return sent.token
        },
      },
    },
    origin,
  )
  const browser = app.browser()
  return {
    idp,
    app,
    browser,
    account: () => account,
    async begin() {
      const { location } = await browser.signIn("op", { callbackUrl: "/members" })
      return new URL(location ?? "")
    },
    async end(authorizationUrl) {
      const back = await idp.signIn(authorizationUrl.href, "alice")
      return browser.get(back.href)
    },
  }
}

async function expectAlice({ app, browser, end }: Opened, authorizationUrl: URL): Promise<void> {
  const { location } = await end(authorizationUrl)
  expect(app.log).toEqual([])
  expect(location).toBe(`${origin}/members`)
  expect((await browser.session())?.user).toMatchObject({ email: "alice@local.test" })
}

test.each([
  ["client_secret_post", {}, {}],
  ["client_secret_jwt", {}, {}],
  ["private_key_jwt", { jwks }, { token: { clientPrivateKey: key }, clientSecret: "" }],
] as const)("alice signs in where the client proves itself by %s", async (method, client, options) => {
  const token_endpoint_auth_method = method
  const opened = await open(
    { token_endpoint_auth_method, ...client },
    {},
    { ...options, client: { token_endpoint_auth_method } },
  )
  await expectAlice(opened, await opened.begin())
})

test("alice signs in with a pushed request, of which her browser carries a reference only", async () => {
  const require_pushed_authorization_requests = true
  const features = { pushedAuthorizationRequests: { enabled: true } }
  const opened = await open({ require_pushed_authorization_requests }, features, {
    client: { require_pushed_authorization_requests },
  })
  const asked = await opened.begin()
  expect([...asked.searchParams.keys()].sort()).toEqual(["client_id", "request_uri"])
  await expectAlice(opened, asked)
})

test("a provider that requires pushed requests gets them without being configured for it", async () => {
  const features = { pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true } }
  const opened = await open({}, features, {})
  const asked = await opened.begin()
  expect(asked.searchParams.has("request_uri")).toBe(true)
  await expectAlice(opened, asked)
})

test("alice signs in with a request that nobody on the way can change", async () => {
  const signed = { require_signed_request_object: true, request_object_signing_alg: "ES256" }
  const features = { requestObjects: { enabled: true } }
  const opened = await open({ ...signed, jwks }, features, { client: signed, token: { clientPrivateKey: key } })
  const asked = await opened.begin()
  const request = asked.searchParams.get("request") ?? ""
  expect(decodeProtectedHeader(request)).toMatchObject({ typ: "oauth-authz-req+jwt", alg: "ES256", kid: "app" })
  expect(decodeJwt(request)).toMatchObject({ iss: opened.idp.clientId, aud: opened.idp.issuer, redirect_uri: callback })
  expect([...asked.searchParams.keys()].sort()).toEqual(["client_id", "request", "response_type", "scope"])
  await expectAlice(opened, asked)
})

test("alice signs in with an answer that nobody on the way can change", async () => {
  const authorization = { params: { scope: "openid profile email", response_mode: "jwt" } }
  const opened = await open({}, { jwtResponseModes: { enabled: true } }, { authorization })
  const back = await opened.idp.signIn((await opened.begin()).href, "alice")
  expect([...back.searchParams.keys()]).toEqual(["response"])
  const [header, payload, signature = ""] = (back.searchParams.get("response") ?? "").split(".")
  const forged = new URL(back)
  forged.searchParams.set("response", `${header}.${payload}.${signature.slice(0, -8)}AAAAAAAA`)
  expect((await opened.browser.get(forged.href)).location).toContain("error=OAuthCallback")
  const unsigned = new URLSearchParams(decodeJwt(back.searchParams.get("response") ?? "") as Record<string, string>)
  expect((await opened.browser.get(`callback/op?${unsigned}`)).location).toContain("error=OAuthCallback")
  expect(await opened.browser.session()).toBeNull()

  await opened.browser.get(back.href)
  expect((await opened.browser.session())?.user?.name).toBe("Alice Local")
})

test("alice's tokens are bound to a key of the app, with the nonce that the provider wants", async () => {
  const dpop_bound_access_tokens = true
  const dPoP = { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true }
  const features = { dPoP, pushedAuthorizationRequests: { enabled: true }, userinfo: { enabled: true } }
  const client = { dpop_bound_access_tokens, require_pushed_authorization_requests: true }
  const opened = await open(client, features, { client, idToken: false })
  await expectAlice(opened, await opened.begin())
  expect(opened.account()?.token_type).toBe("DPoP")

  const headers = new Headers({ cookie: opened.browser.cookieHeader() })
  const token = await getAccessToken({ options: opened.app.options, headers, provider: "op" })
  const userinfo = `${opened.idp.issuer}/me`
  const answer = await token?.fetch(userinfo, { headers: { accept: "application/json" } })
  expect(answer?.status).toBe(200)
  expect(await answer?.json()).toMatchObject({ sub: "alice" })
  const stolen = await fetch(userinfo, { headers: { authorization: `Bearer ${token?.accessToken}` } })
  expect(stolen.status).toBe(401)
  const refused = await token?.fetch(`${opened.idp.issuer}/nothing-is-here`)
  expect(refused?.status).toBe(404)
})

test("everything at once: pushed, signed both ways, bound, and no shared secret", async () => {
  const signing = { require_signed_request_object: true, request_object_signing_alg: "ES256" }
  const client = {
    ...signing,
    token_endpoint_auth_method: "private_key_jwt" as const,
    dpop_bound_access_tokens: true,
    require_pushed_authorization_requests: true,
  }
  const features = {
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    requestObjects: { enabled: true },
    jwtResponseModes: { enabled: true },
  }
  const opened = await open({ ...client, jwks }, features, {
    client,
    clientSecret: "",
    token: { clientPrivateKey: key },
    authorization: { params: { scope: "openid profile email", response_mode: "query.jwt" } },
  })
  await expectAlice(opened, await opened.begin())
})
