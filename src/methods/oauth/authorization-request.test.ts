import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import { authorizationUrl } from "./authorization-request.js"
import type { CheckValues } from "./check-values.js"

const provider = testProvider({ authorization: { url: undefined, params: { scope: "openid email" } } })
const server = { issuer: "https://id.example", authorization_endpoint: "https://id.example/authorize?tenant=7" }
const none: CheckValues = { state: undefined, nonce: undefined, codeVerifier: undefined }
const back = "https://app.example/api/auth/callback/example"

const parameters = async (
  visitor: Record<string, string>,
  checks: CheckValues = none,
): Promise<Record<string, string>> => {
  const url = await authorizationUrl(provider, server, back, visitor, checks)
  return Object.fromEntries(url.searchParams)
}

test("a visitor is sent with what the protocol asks for, and the endpoint's own parameters", async () => {
  expect(await parameters({})).toEqual({
    client_id: "the-client",
    redirect_uri: back,
    response_type: "code",
    scope: "openid email",
    tenant: "7",
  })
})

test("each check that is configured adds its parameter, and no verifier leaves", async () => {
  const codeVerifier = "v".repeat(43)
  const sent = await parameters({}, { state: "the-state", nonce: "the-nonce", codeVerifier })
  expect(sent).toMatchObject({
    state: "the-state",
    nonce: "the-nonce",
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
  })
  expect(JSON.stringify(sent)).not.toContain(codeVerifier)
})

test("a visitor may ask for a prompt, a hint, another scope", async () => {
  expect(await parameters({ prompt: "login", login_hint: "bob", scope: "openid", foo: "bar" })).toMatchObject({
    prompt: "login",
    login_hint: "bob",
    scope: "openid",
    foo: "bar",
  })
})

test("a visitor cannot change who asks, where the answer goes, or what ties it to the browser", async () => {
  const evil = Object.fromEntries(
    "client_id client_secret client_assertion client_assertion_type redirect_uri response_type response_mode state nonce code code_challenge code_challenge_method code_verifier grant_type request request_uri dpop_jkt iss aud registration callbackUrl csrfToken json nextauth"
      .split(" ")
      .map((name) => [name, "evil"]),
  )
  expect(await parameters(evil)).toEqual(await parameters({}))
  expect(await parameters(evil, { ...none, state: "the-state" })).toEqual({
    ...(await parameters({})),
    state: "the-state",
  })
})

test("a developer may set what a visitor may not, except for the checks", async () => {
  const own = testProvider({
    responseMode: "form_post",
    authorization: { url: undefined, params: { redirect_uri: "https://proxy.example/", state: "fixed" } },
  })
  const url = await authorizationUrl(own, server, back, {}, { ...none, state: "the-state" })
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    redirect_uri: "https://proxy.example/",
    response_mode: "form_post",
    scope: "openid",
    state: "the-state",
  })
})

test.each(["javascript:alert(1)", "http://id.example/authorize", "file:///etc/passwd", undefined])(
  "nobody is sent to %s",
  async (endpoint) => {
    const { issuer } = server
    const metadata = endpoint === undefined ? { issuer } : { issuer, authorization_endpoint: endpoint }
    await expect(authorizationUrl(provider, metadata, back, {}, none)).rejects.toThrow(/https|authorization endpoint/)
  },
)

test("plain http is used for a provider on the own machine, and where the developer wrote it", async () => {
  const url = "http://localhost:4000/authorize"
  const local = { issuer: "x", authorization_endpoint: url }
  const mine = testProvider({ authorization: { url, params: {} } })
  expect((await authorizationUrl(mine, local, back, {}, none)).host).toBe("localhost:4000")
  const chosen = testProvider({ discovery: "http://id.internal/.well-known/openid-configuration" })
  const internal = { issuer: "x", authorization_endpoint: "http://id.internal/authorize" }
  expect((await authorizationUrl(chosen, internal, back, {}, none)).host).toBe("id.internal")
})

test.each([
  ["oidc", "openid profile email"],
  ["oauth", "openid"],
] as const)("without a scope of its own, a provider of type %s is asked for %j", async (type, scope) => {
  const url = await authorizationUrl(testProvider({ type }), server, back, {}, none)
  expect(url.searchParams.get("scope")).toBe(scope)
})

test("a server that wants requests pushed gets none by the browser, but for a client that says otherwise", async () => {
  const wanting = { ...server, require_pushed_authorization_requests: true }
  const ask = (client = {}) => authorizationUrl({ ...provider, client }, wanting, back, {}, none)
  await expect(ask()).rejects.toThrow("pushed_authorization_request_endpoint")
  await expect(ask({ require_pushed_authorization_requests: false })).resolves.toBeInstanceOf(URL)
})
