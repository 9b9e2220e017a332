/** Authorization requests that go past the browser (RFC 9126), or through it as a signed object (RFC 9101). */
import { exportJWK, generateKeyPair, jwtVerify } from "jose"
import { afterAll, beforeAll, expect, test } from "vitest"
import { relyingParty } from "../support/relying-party.js"
import {
  clientId,
  type ScriptedAnswer,
  type ScriptedProvider,
  startScriptedProvider,
} from "../support/scripted-provider.js"
import { expectRefused, expectSignedIn } from "./outcomes.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const endpoint = (document: Record<string, unknown>) => ({
  ...document,
  pushed_authorization_request_endpoint: `${document.issuer}/par`,
})
const pushes = { client: { require_pushed_authorization_requests: true } }
const reference = "urn:ietf:params:oauth:request_uri:one"

test("what is pushed is authenticated and whole, and the browser carries a reference only", async () => {
  const op = provider.play({ discovery: endpoint })
  op.script.endpoints = { par: { status: 201, body: { request_uri: reference, expires_in: 60 } } }
  const { asked } = await relyingParty(op, pushes).begin()
  expect(Object.fromEntries(asked)).toEqual({ client_id: clientId, request_uri: reference })
  const [pushed] = op.seen("par")
  expect(pushed?.headers.authorization).toMatch(/^Basic /)
  expect(Object.fromEntries(pushed?.form ?? [])).toMatchObject({
    response_type: "code",
    redirect_uri: "https://app.example/api/auth/callback/op",
    state: expect.any(String),
    nonce: expect.any(String),
    code_challenge_method: "S256",
  })
})

test.each<[string, ScriptedAnswer]>([
  ["an error", { status: 400, body: { error: "invalid_request", error_description: "<script>" } }],
  ["an error that it calls a success", { status: 201, body: { error: "invalid_request" } }],
  ["status 500", { status: 500, body: {} }],
  ["a page", { status: 201, headers: { "content-type": "text/html" }, body: "<!doctype html>" }],
  ["no reference", { status: 201, body: { expires_in: 60 } }],
  ["a reference that is no text", { status: 201, body: { request_uri: { a: 1 }, expires_in: 60 } }],
  ["a redirect", { status: 302, headers: { location: "https://elsewhere.example" }, body: "" }],
])("nobody is sent away when the server answers a pushed request with %s", async (_, par) => {
  const op = provider.play({ discovery: endpoint, endpoints: { par } })
  await expectRefused(relyingParty(op, pushes), "OAuthSignin")
  expect(op.seen("authorize")).toEqual([])
})

test("an app that wants to push to a server that takes nothing is told so", async () => {
  const party = relyingParty(provider.play(), pushes)
  await expectRefused(party, "OAuthSignin")
  expect(party.log()).toContain("require_pushed_authorization_requests")
})

test("a visitor cannot turn pushing off, or put a reference of their own in its place", async () => {
  const op = provider.play({ discovery: endpoint })
  op.script.endpoints = { par: { status: 201, body: { request_uri: reference, expires_in: 60 } } }
  const party = relyingParty(op, pushes)
  const browser = party.app.browser()
  const csrfToken = await browser.csrfToken()
  const { location } = await browser.post(
    "signin/op?request_uri=urn:evil&request=evil&redirect_uri=https://evil.example",
    {
      csrfToken,
    },
  )
  expect(new URL(location ?? "").searchParams.get("request_uri")).toBe(reference)
  expect(op.seen("par")[0]?.form.get("redirect_uri")).toBe("https://app.example/api/auth/callback/op")
})

test("a signed request holds every parameter, for this server and a short time", async () => {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true })
  const clientPrivateKey = { ...(await exportJWK(privateKey)), kid: "one" }
  const op = provider.play()
  const options = { client: { request_object_signing_alg: "RS256" }, token: { clientPrivateKey } }
  const { asked } = await relyingParty(op, options).begin()
  const { payload } = await jwtVerify(asked.get("request") ?? "", publicKey, { audience: op.issuer, issuer: clientId })
  expect(payload).toMatchObject({
    client_id: clientId,
    response_type: "code",
    scope: "openid profile email",
    state: expect.any(String),
    nonce: expect.any(String),
    code_challenge: expect.any(String),
  })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300)
  expect(asked.has("state")).toBe(false)
})

test("an app that wants to sign without a key is told so before anybody is sent away", async () => {
  const party = relyingParty(provider.play(), { client: { require_signed_request_object: true } })
  await expectRefused(party, "OAuthSignin")
  expect(party.log()).toContain("clientPrivateKey")
})

test("a key that does not fit what the client is registered for says so", async () => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true })
  const party = relyingParty(provider.play(), {
    client: { request_object_signing_alg: "RS256" },
    token: { clientPrivateKey: await exportJWK(privateKey) },
  })
  await expectRefused(party, "OAuthSignin")
  await expectSignedIn(relyingParty(provider.play()))
})
