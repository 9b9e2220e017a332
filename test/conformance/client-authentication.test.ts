/** How the app proves to the token endpoint that it is the client, seen from there. */
import { decodeProtectedHeader, exportJWK, generateKeyPair, type JWTPayload, jwtVerify } from "jose"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { ClientPrivateKey, OAuthConfig } from "../../src/core/contracts/provider.js"
import type { Profile } from "../../src/core/model.js"
import { customFetch } from "../../src/index.js"
import { relyingParty } from "../support/relying-party.js"
import { clientId, clientSecret, type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"
import { expectRefused, expectSignedIn } from "./outcomes.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

/** Signs Fay in, and returns the issuer with what the token endpoint was sent. */
async function tokenRequest(options: Partial<OAuthConfig<Profile>>) {
  const op = provider.play()
  await expectSignedIn(relyingParty(op, options))
  const [request] = op.seen("token")
  if (!request) throw new Error("No token request was sent")
  return { issuer: op.issuer, ...request }
}

const expectAssertion = (claims: JWTPayload, audience: string) => {
  expect(claims).toMatchObject({ iss: clientId, sub: clientId, aud: audience })
  expect(claims.jti).toMatch(/^[\w-]{20,}$/)
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBeLessThanOrEqual(60)
}

const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true })
const rsa = await generateKeyPair("PS256", { extractable: true })
const edwards = await generateKeyPair("EdDSA", { extractable: true })

test.each<[string, ClientPrivateKey, CryptoKey, string]>([
  ["as Web Crypto holds it", privateKey, publicKey, "ES256"],
  ["with its id", { key: privateKey, kid: "one" }, publicKey, "ES256"],
  ["as a JWK", { ...(await exportJWK(privateKey)), kid: "one" }, publicKey, "ES256"],
  ["as a JWK that names its algorithm", { ...(await exportJWK(rsa.privateKey)), alg: "PS256" }, rsa.publicKey, "PS256"],
  ["as a JWK of an Edwards curve", { ...(await exportJWK(edwards.privateKey)) }, edwards.publicKey, "Ed25519"],
])("private_key_jwt signs with a key given %s", async (_, clientPrivateKey, published, alg) => {
  const { issuer, form, headers } = await tokenRequest({
    client: { token_endpoint_auth_method: "private_key_jwt" },
    clientSecret: "",
    token: { clientPrivateKey },
  })
  expect(headers.authorization).toBeUndefined()
  expect(form.has("client_secret")).toBe(false)
  expect(form.get("client_assertion_type")).toBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
  const assertion = form.get("client_assertion") ?? ""
  const { payload } = await jwtVerify(assertion, published)
  expectAssertion(payload, issuer)
  expect(decodeProtectedHeader(assertion)).toMatchObject({
    alg,
    ...("kid" in clientPrivateKey ? { kid: clientPrivateKey.kid } : {}),
  })
})

test("a key without a secret is used without being told to", async () => {
  const { form } = await tokenRequest({ clientSecret: "", token: { clientPrivateKey: privateKey } })
  expect(form.get("client_assertion")).toBeTruthy()
})

test("a server that wants its token endpoint as the audience gets it", async () => {
  const clientAssertionAudience = "https://id.example/token"
  const { form } = await tokenRequest({
    clientSecret: "",
    token: { clientPrivateKey: privateKey, clientAssertionAudience },
  })
  const { payload } = await jwtVerify(form.get("client_assertion") ?? "", publicKey)
  expectAssertion(payload, clientAssertionAudience)
})

test("client_secret_jwt signs with the secret, which never leaves", async () => {
  const { issuer, form } = await tokenRequest({ client: { token_endpoint_auth_method: "client_secret_jwt" } })
  const { payload } = await jwtVerify(form.get("client_assertion") ?? "", new TextEncoder().encode(clientSecret))
  expectAssertion(payload, issuer)
  expect(form.toString()).not.toContain(new URLSearchParams({ a: clientSecret }).toString().slice(2))
})

test("two requests never carry one assertion (CVE-2020-15222, CVE-2020-5300)", async () => {
  const op = provider.play()
  const party = relyingParty(op, { client: { token_endpoint_auth_method: "client_secret_jwt" } })
  await expectSignedIn(party)
  await expectSignedIn(party)
  const [first, second] = op.seen("token").map(({ form }) => form.get("client_assertion"))
  expect(first).not.toBe(second)
})

test("oidcc-client-test-mtls-endpoint-aliases: a client with a certificate uses the doors that ask for one", async () => {
  const op = provider.play({
    discovery: (document) => ({
      ...document,
      mtls_endpoint_aliases: {
        token_endpoint: `${document.issuer}/mtls/token`,
        userinfo_endpoint: `${document.issuer}/mtls/userinfo`,
      },
    }),
  })
  op.script.endpoints = {
    "mtls/token": (seen) => op.answer("token", seen),
    "mtls/userinfo": (seen) => op.answer("userinfo", seen),
  }
  const withCertificate: string[] = []
  const fetchWithCertificate: typeof fetch = (url, init) => {
    withCertificate.push(String(url).replace(op.issuer, ""))
    return fetch(url, init)
  }
  const client = { token_endpoint_auth_method: "tls_client_auth" as const }
  const options = { client, idToken: false, clientSecret: "" }
  await expectSignedIn(relyingParty(op, { ...options, [customFetch]: fetchWithCertificate }))
  const [request] = op.seen("mtls/token")
  expect(request?.form.get("client_id")).toBe(clientId)
  expect(request?.headers.authorization).toBeUndefined()
  expect(withCertificate).toEqual(expect.arrayContaining(["/mtls/token", "/mtls/userinfo"]))
  expect(op.seen("token")).toEqual([])

  const party = relyingParty(provider.play(), options)
  await expectRefused(party, "OAuthSignin")
  expect(party.log()).toContain("[customFetch]")
})

test.each([
  ["private_key_jwt", { clientSecret: "" }, "clientPrivateKey"],
  ["client_secret_jwt", { clientSecret: "" }, "clientSecret"],
  ["private_key_jwt", { token: { clientPrivateKey: await exportJWK(publicKey) } }, "public key"],
] as const)(
  "a client that cannot do %s with %j is told what is missing before anybody is sent away",
  async (method, given, missing) => {
    const party = relyingParty(provider.play(), { ...given, client: { token_endpoint_auth_method: method } })
    await expectRefused(party, "OAuthSignin")
    expect(party.log()).toContain(missing)
  },
)
