import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  accessToken,
  clientId,
  clientSecret,
  type FaultyProvider,
  startFaultyProvider,
} from "../../../test/support/faulty-provider.js"
import { baseUrl, type TestBrowser, testBrowser, testProvider } from "../../../test/support/request-context.js"
import { type Identity, isOutcome } from "../../core/contracts/method.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { AuthError } from "../../core/errors.js"
import { oauthMethod } from "./index.js"

let idp: FaultyProvider
beforeAll(async () => {
  idp = await startFaultyProvider()
})
afterAll(() => idp.close())

function openid(fault: string, provider: Partial<OAuthProvider> = {}): OAuthProvider {
  return testProvider({
    id: fault,
    clientId,
    clientSecret,
    discovery: `${idp.issuer(fault)}/.well-known/openid-configuration`,
    idToken: true,
    checks: new Set(["pkce", "state", "nonce"]),
    ...provider,
  })
}

function oauth(fault: string, provider: Partial<OAuthProvider> = {}): OAuthProvider {
  const issuer = idp.issuer(fault)
  return testProvider({
    id: fault,
    clientId,
    clientSecret,
    authorization: { url: `${issuer}/authorize`, params: { scope: "user" } },
    token: { url: `${issuer}/token`, params: {} },
    userinfo: { url: `${issuer}/userinfo`, params: {} },
    ...provider,
  })
}

/** Starts at the app, passes the provider, and returns the parameters it comes back with. */
async function toProviderAndBack(browser: TestBrowser, provider: OAuthProvider): Promise<Record<string, string>> {
  const outcome = await oauthMethod.begin(browser.request({ method: "POST" }), provider)
  if (outcome.kind !== "redirect") throw new Error("not sent to the provider")
  const answer = await fetch(outcome.location, { redirect: "manual" })
  const back = new URL(answer.headers.get("location") ?? "")
  expect(back.origin + back.pathname).toBe(`${baseUrl}/callback/${provider.id}`)
  return Object.fromEntries(back.searchParams)
}

async function signIn(provider: OAuthProvider, browser: TestBrowser = testBrowser()): Promise<Identity> {
  const query = await toProviderAndBack(browser, provider)
  const identity = await oauthMethod.complete(browser.request({ query }), provider)
  if (isOutcome(identity)) throw new Error("refused without an error")
  return identity
}

const failure = (attempt: Promise<unknown>): Promise<AuthError> =>
  attempt.then(
    () => expect.unreachable(),
    (error) => error,
  )

describe("somebody signs in with OpenID Connect", () => {
  test("and is who the ID token says", async () => {
    const browser = testBrowser()
    const identity = await signIn(openid("ok"), browser)
    expect(identity.user).toEqual({ id: "fay", name: "Fay Fault", email: "fay@fault.test" })
    expect(identity.profile).toMatchObject({ sub: "fay", email: "Fay@Fault.test", iss: idp.issuer("ok") })
    expect(Object.keys(identity.account).sort()).toEqual(
      "access_token expires_at id_token provider providerAccountId scope token_type type".split(" "),
    )
    expect(browser.checks.size).toBe(0)
  })

  test.each([
    "aud-array",
    "kid-absent-one-key",
    "at-hash-ok",
    "token-type-missing",
    "profile-no-email",
    "expired-within-tolerance",
    "access-token-missing",
  ])("although the provider is odd: %s", async (fault) => {
    expect((await signIn(openid(fault))).user.id).toBe("fay")
  })

  test.each([
    "nonce-wrong",
    "nonce-missing",
    "iss-wrong",
    "iss-missing",
    "aud-missing",
    "aud-wrong",
    "aud-array-azp-wrong",
    "aud-array-azp-missing",
    "azp-wrong",
    "sub-missing",
    "sub-empty",
    "iat-missing",
    "exp-missing",
    "expired",
    "nbf-future",
    "kid-unknown",
    "kid-absent-two-keys",
    "key-for-encryption",
    "sig-wrong",
    "alg-none",
    "alg-hs256",
    "alg-es256",
    "iat-future",
    "expired-beyond-tolerance",
    "key-rotated",
    "at-hash-wrong",
    "id-token-missing",
    "id-token-garbage",
    "discovery-issuer-wrong",
    "state-wrong",
    "state-missing",
    "iss-param-wrong",
    "iss-param-missing",
    "code-missing",
    "token-500",
    "token-not-json",
    "token-error-200",
    "token-empty",
    "token-list",
    "token-null",
    "token-truncated",
    "token-redirect",
    "token-huge",
    "access-token-empty",
  ])("and is refused when the provider misbehaves: %s", async (fault) => {
    const error = await failure(signIn(openid(fault)))
    expect(error).toMatchObject({ name: "ProtocolError", code: "OAuthCallback" })
    expect(JSON.stringify([error.message, error.cause, (error.cause as Error)?.stack])).not.toContain(accessToken)
  })

  test.each(["error-response", "state-and-error"])("and the provider reports an error: %s", async (fault) => {
    const browser = testBrowser()
    expect(await failure(signIn(openid(fault), browser))).toMatchObject({ code: "Callback" })
    expect(browser.checks.size).toBe(3)
  })

  test.each(["discovery-500", "discovery-not-json", "discovery-script"])("and is not sent away: %s", async (fault) => {
    expect(await failure(signIn(openid(fault)))).toMatchObject({ name: "ProtocolError", code: "OAuthSignin" })
  })

  test("with a nonce that nobody asked for, and is refused", async () => {
    const claims = openid("ok", {
      checks: new Set(["state"]),
      authorization: { url: undefined, params: { nonce: "fixed" } },
    })
    expect(await failure(signIn(claims))).toMatchObject({ code: "OAuthCallback" })
  })
})

describe("somebody signs in with OAuth 2.0", () => {
  test("and is who the userinfo endpoint says", async () => {
    const { user, profile } = await signIn(oauth("oauth2"))
    expect(user).toEqual({ id: "fay", name: "Fay Fault", email: "fay@fault.test" })
    expect(profile).toEqual({ sub: "fay", name: "Fay Fault", email: "Fay@Fault.test" })
    expect(idp.requests("oauth2", "userinfo").at(-1)?.headers.authorization).toBe(`Bearer ${accessToken}`)
  })

  test.each(["oauth2-userinfo-500", "oauth2-userinfo-list", "oauth2-userinfo-not-json", "id-token-unasked"])(
    "and is refused when the provider misbehaves: %s",
    async (fault) => {
      expect(await failure(signIn(oauth(fault)))).toMatchObject({ code: "OAuthCallback" })
    },
  )

  test("and is sent back to the sign-in page when nobody knows who they are", async () => {
    const browser = testBrowser()
    const query = await toProviderAndBack(browser, oauth("oauth2-no-id"))
    const outcome = await oauthMethod.complete(browser.request({ query }), oauth("oauth2-no-id"))
    expect(outcome).toEqual({ kind: "redirect", location: `${baseUrl}/signin` })
    expect(browser.log.map(({ code }) => code)).toEqual(["OAUTH_PARSE_PROFILE_ERROR"])
  })
})

describe("an attempt", () => {
  const callback = async (
    browser: TestBrowser,
    change: (query: Record<string, string>) => void,
  ): Promise<AuthError> => {
    const query = await toProviderAndBack(browser, openid("ok"))
    change(query)
    return failure(oauthMethod.complete(browser.request({ query }), openid("ok")))
  }

  test("works once (CVE-2020-14302)", async () => {
    const browser = testBrowser()
    const query = await toProviderAndBack(browser, openid("ok"))
    await oauthMethod.complete(browser.request({ query }), openid("ok"))
    const sent = idp.requests("ok", "token").length
    expect(await failure(oauthMethod.complete(browser.request({ query }), openid("ok")))).toMatchObject({
      code: "OAuthCallback",
    })
    expect(idp.requests("ok", "token")).toHaveLength(sent)
  })

  test.each(["state", "nonce", "pkceCodeVerifier"] as const)(
    "does not end without its %s cookie, and no code is sent (CVE-2022-39222)",
    async (check) => {
      const browser = testBrowser()
      const sent = idp.requests("ok", "token").length
      expect(await callback(browser, () => browser.checks.delete(check))).toMatchObject({ code: "OAuthCallback" })
      expect(idp.requests("ok", "token")).toHaveLength(sent)
    },
  )

  test("does not end with the cookies of another provider", async () => {
    const browser = testBrowser()
    expect(
      await callback(browser, () => {
        for (const [name, check] of browser.checks) browser.checks.set(name, { ...check, provider: "other" })
      }),
    ).toMatchObject({ code: "OAuthCallback" })
  })

  test("does not end with the code of another browser (CVE-2023-0264, GHSA-9g98-5mj6-f9mv)", async () => {
    const other = await toProviderAndBack(testBrowser(), openid("ok"))
    expect(await callback(testBrowser(), (query) => Object.assign(query, { code: other.code }))).toMatchObject({
      code: "OAuthCallback",
      message: expect.stringContaining("`invalid_grant`"),
    })
  })

  test("has values of its own: 256 bits each", async () => {
    const browsers = Array.from({ length: 50 }, () => testBrowser())
    await Promise.all(browsers.map((browser) => oauthMethod.begin(browser.request({}), openid("ok"))))
    const values = browsers.flatMap(({ checks }) => [...checks.values()].map(({ value }) => value))
    expect(new Set(values).size).toBe(150)
    for (const value of values) expect(value).toMatch(/^[\w-]{43}$/)
  })

  test("may end with a form that the provider posts", async () => {
    const browser = testBrowser()
    const provider = openid("ok", { responseMode: "form_post" })
    const body = { ...(await toProviderAndBack(browser, provider)), user: '{"name":{"firstName":"Fay"}}' }
    const identity = await oauthMethod.complete(browser.request({ method: "POST", body }), provider)
    expect(identity).toMatchObject({ profile: { sub: "fay", user: { name: { firstName: "Fay", lastName: "" } } } })
  })
})

describe("the client proves itself", () => {
  const tokenRequest = async (fault: string, provider: Partial<OAuthProvider>) => {
    await signIn(openid(fault, provider))
    const { headers, body } = idp.requests(fault, "token").at(-1) ?? expect.unreachable()
    return { authorization: headers.authorization, body: Object.fromEntries(body) }
  }
  const [basicId, basicSecret] = [clientId, encodeURIComponent(clientSecret).replaceAll("%20", "+")]
  const basic = `Basic ${Buffer.from(`${basicId}:${basicSecret}`).toString("base64")}`

  test("with a header, unless told otherwise", async () => {
    const { authorization, body } = await tokenRequest("basic-auth", {})
    expect(authorization).toBe(basic)
    expect(body).toMatchObject({ grant_type: "authorization_code", redirect_uri: `${baseUrl}/callback/basic-auth` })
    expect(body.code_verifier).toMatch(/^[\w-]{43}$/)
    expect(body).not.toHaveProperty("client_secret")
  })

  test("in the body, where that is configured or all that the server takes", async () => {
    const configured = await tokenRequest("post-auth", { client: { token_endpoint_auth_method: "client_secret_post" } })
    const announced = await tokenRequest("only-post-auth", {})
    for (const { authorization, body } of [configured, announced]) {
      expect(authorization).toBeUndefined()
      expect(body).toMatchObject({ client_id: clientId, client_secret: clientSecret })
    }
  })

  test("not at all without a secret", async () => {
    const { authorization, body } = await tokenRequest("ok", { clientSecret: undefined })
    expect(authorization).toBeUndefined()
    expect(body).toMatchObject({ client_id: clientId })
    expect(body).not.toHaveProperty("client_secret")
  })

  test("in no way that we do not know: nobody is sent away", async () => {
    const provider = openid("ok", { client: { token_endpoint_auth_method: "client_secret" as "none" } })
    const error = await failure(oauthMethod.begin(testBrowser().request({}), provider))
    expect(error).toMatchObject({ code: "OAuthSignin", message: expect.stringContaining("client_secret_post") })
  })
})

test("a code and a secret are not sent on to where a redirect leads", async () => {
  await failure(signIn(openid("token-redirect")))
  expect(idp.requests("token-redirect", "token").length).toBeGreaterThan(0)
  expect(idp.requests("token-redirect", "elsewhere")).toEqual([])
})

test("no code is sent to a provider whose discovery document speaks for another issuer", async () => {
  const error = await failure(signIn(openid("issuer-other")))
  expect(error).toMatchObject({ code: "OAuthCallback", message: expect.stringContaining("set `issuer`") })
  expect(idp.requests("issuer-other", "token")).toEqual([])
  const configured = openid("issuer-other", { issuer: "https://elsewhere.example" })
  expect((await signIn(configured)).user.id).toBe("fay")
})

describe("a developer's own request", () => {
  test("fetches the tokens, and their ID token is checked all the same", async () => {
    const told: unknown[] = []
    const provider = openid("ok", {
      token: {
        url: undefined,
        params: { audience: "api" },
        request: async (context) => {
          told.push(context)
          return { tokens: { access_token: "at", id_token: "forged.by.me" } }
        },
      },
    })
    expect(await failure(signIn(provider))).toMatchObject({ code: "OAuthCallback" })
    expect(told).toEqual([
      {
        provider: expect.objectContaining({
          id: "ok",
          clientId,
          clientSecret,
          callbackUrl: `${baseUrl}/callback/ok`,
          signinUrl: `${baseUrl}/signin/ok`,
        }),
        client: expect.objectContaining({ metadata: expect.objectContaining({ client_id: clientId }) }),
        params: { code: expect.any(String), state: expect.any(String), audience: "api" },
        checks: { state: expect.any(String), nonce: expect.any(String), code_verifier: expect.any(String) },
      },
    ])
  })

  test("asks for userinfo through the client it is given", async () => {
    const provider = openid("ok", {
      userinfo: {
        url: undefined,
        params: {},
        request: async ({ client, tokens }) => {
          const byText = await client.userinfo(tokens.access_token ?? "")
          return { ...byText, ...(await client.userinfo(tokens)), name: "Own Name" }
        },
      },
    })
    expect((await signIn(provider)).user).toEqual({ id: "fay", name: "Own Name", email: "fay@fault.test" })
  })

  const request: OAuthProvider["token"]["request"] = async ({ client, provider: { callbackUrl }, params, checks }) => ({
    tokens: await client.oauthCallback(callbackUrl, params, checks, { exchangeBody: { audience: "api" } }),
  })

  test("exchanges the code through the client it is given, with fields of its own", async () => {
    const provider = openid("ok", { token: { url: undefined, params: {}, request } })
    const { account } = await signIn(provider)
    expect(account).toMatchObject({ access_token: accessToken, expires_at: expect.any(Number) })
    expect(idp.requests("ok", "token").at(-1)?.body.get("audience")).toBe("api")
  })

  test("cannot have an ID token accepted that is none", async () => {
    const userinfo: OAuthProvider["userinfo"] = { url: undefined, params: {}, request: async () => ({ sub: "fay" }) }
    const provider = openid("sig-wrong", { token: { url: undefined, params: {}, request }, userinfo })
    expect(await failure(signIn(provider))).toMatchObject({ code: "OAuthCallback" })
  })

  test("may use a grant of its own", async () => {
    const provider = oauth("oauth2")
    const own: OAuthProvider["token"]["request"] = async ({ client, params, provider: { callbackUrl } }) => ({
      tokens: await client.grant({ grant_type: "authorization_code", code: params.code, redirect_uri: callbackUrl }),
    })
    expect((await signIn({ ...provider, token: { ...provider.token, request: own } })).user.id).toBe("fay")
  })

  test.each(["userinfo-401", "userinfo-sub-wrong"])("is refused what the provider refuses: %s", async (fault) => {
    const userinfo: OAuthProvider["userinfo"] = {
      url: undefined,
      params: {},
      request: async ({ client, tokens }) => ({ name: (await client.userinfo(tokens)).sub }),
    }
    expect(await failure(signIn(openid(fault, { userinfo })))).toMatchObject({ code: "OAuthCallback" })
  })

  test("for userinfo is not made without an access token", async () => {
    const userinfo: OAuthProvider["userinfo"] = { url: undefined, params: {}, request: async () => ({ sub: "fay" }) }
    expect(await failure(signIn(oauth("token-empty", { userinfo })))).toMatchObject({ code: "OAuthCallback" })
  })

  test("may mend an answer of the token endpoint", async () => {
    const conform = async (): Promise<Response> => Response.json({ access_token: "mended" })
    const provider = oauth("token-empty")
    const mended = oauth("token-empty", { token: { ...provider.token, conform } })
    expect(await failure(signIn(provider))).toMatchObject({ code: "OAuthCallback" })
    expect((await signIn(mended)).account.access_token).toBe("mended")
  })
})

test("an algorithm that could not be checked is refused before anybody is sent away", async () => {
  const provider = openid("ok", { client: { id_token_signed_response_alg: "HS1" } })
  expect(await failure(oauthMethod.begin(testBrowser().request({}), provider))).toMatchObject({
    code: "OAuthSignin",
    message: expect.stringContaining("HS1"),
  })
})

test("keys are fetched once for many sign-ins", async () => {
  const before = idp.requests("pkce-checked", "jwks").length
  await signIn(openid("pkce-checked"))
  await signIn(openid("pkce-checked"))
  expect(idp.requests("pkce-checked", "jwks")).toHaveLength(before + 1)
})

test("keys that the provider replaced since the last sign-in are fetched again", async () => {
  await signIn(openid("ok"))
  await idp.rotateKeys()
  expect((await signIn(openid("ok"))).user.id).toBe("fay")
})
