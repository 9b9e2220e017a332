/** The negatives of the plan "FAPI 2.0 Security Profile client": the answer through the browser, and the ID token. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { relyingParty } from "../support/relying-party.js"
import {
  claimsOf,
  clientId,
  clientSecret,
  type Script,
  type ScriptedProvider,
  seconds,
  startScriptedProvider,
  unsigned,
  without,
} from "../support/scripted-provider.js"
import { expectRefused, expectSignedIn } from "./outcomes.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

/** An answer that is altered in the browser: no code may be sent to the token endpoint. */
async function refusesAnswer(change: (parameters: URLSearchParams) => void): Promise<void> {
  const op = provider.play({
    discovery: (document) => ({ ...document, authorization_response_iss_parameter_supported: true }),
  })
  op.script.authorize = (response) => response.set("iss", op.issuer)
  await expectSignedIn(relyingParty(op))
  const sent = op.seen("token").length
  await expectRefused(relyingParty(op), "OAuthCallback", change)
  expect(op.seen("token")).toHaveLength(sent)
}

const refuses = (script: Script) => expectRefused(relyingParty(provider.play(script)))

test("fapi2-security-profile-final-client-test-invalid-authorization-response-iss: an answer of another issuer is refused, letter by letter", async () => {
  for (const change of [
    (iss: string) => `${iss}/`,
    (iss: string) => iss.replace("http", "HTTP"),
    (iss: string) => encodeURIComponent(iss),
    () => "https://elsewhere.example",
    () => "",
  ]) {
    await refusesAnswer((parameters) => parameters.set("iss", change(parameters.get("iss") ?? "")))
  }
  await refusesAnswer((parameters) => parameters.append("iss", parameters.get("iss") ?? ""))
})

test("fapi2-security-profile-final-client-test-remove-authorization-response-iss: an answer must name its issuer where that is promised", () =>
  refusesAnswer((parameters) => parameters.delete("iss")))

test("fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails: an answer with another state is refused", () =>
  refusesAnswer((parameters) => parameters.set("state", "another")))

test("fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails: an answer without a state is refused", () =>
  refusesAnswer((parameters) => parameters.delete("state")))

test("an error in the name of another issuer is refused as such", async () => {
  const op = provider.play()
  const refusal = (iss: string) => (response: URLSearchParams) => {
    response.set("error", "access_denied")
    response.set("iss", iss)
  }
  op.script.authorize = refusal("https://elsewhere.example")
  await expectRefused(relyingParty(op), "OAuthCallback")
  op.script.authorize = refusal(op.issuer)
  await expectRefused(relyingParty(op), "Callback")
})

test("fapi2-security-profile-final-client-test-discovery-issuer-mismatch: a document of another issuer ends the attempt", () =>
  refuses({ discovery: (document) => ({ ...document, issuer: "https://elsewhere.example" }) }))

test("fapi2-security-profile-final-client-test-invalid-alternate-alg: an ID token signed another way than registered is refused (CVE-2026-57997)", async () => {
  await refuses({ key: provider.keys.elliptic })
  await refuses({ key: provider.keys.edwards })
  const secret = new TextEncoder().encode(clientSecret)
  await refuses({ key: { privateKey: secret, jwk: { kty: "oct", alg: "HS256" } } })
  const published = new TextEncoder().encode(JSON.stringify(provider.keys.rsa.jwk))
  await refuses({ key: { privateKey: published, jwk: { kty: "oct", alg: "HS256" } }, jwks: [provider.keys.rsa.jwk] })
})

test("fapi2-security-profile-final-client-test-invalid-null-alg: an ID token nobody signed is refused, however `none` is spelled", async () => {
  for (const alg of ["none", "None", "nOnE", ""]) {
    const header = Buffer.from(JSON.stringify({ alg })).toString("base64url")
    await refuses({ idToken: (token) => `${header}.${token.split(".")[1]}.` })
  }
  await refuses({ idToken: (token) => unsigned(claimsOf(token)) })
})

test("fapi2-security-profile-final-client-test-invalid-aud: an ID token for another client is refused", () =>
  refuses({ claims: (claims) => ({ ...claims, aud: "another" }) }))

test("fapi2-security-profile-final-client-test-invalid-secondary-aud: an ID token that is for others too is refused", () =>
  refuses({ claims: (claims) => ({ ...claims, aud: [clientId, "another"] }) }))

test("fapi2-security-profile-final-client-test-invalid-missing-aud: an ID token for nobody is refused", async () => {
  await refuses({ claims: without("aud") })
  await refuses({ claims: (claims) => ({ ...claims, aud: [] }) })
})

test("fapi2-security-profile-final-client-test-valid-aud-as-array: an ID token for us alone may say so in a list", () =>
  expectSignedIn(relyingParty(provider.play({ claims: (claims) => ({ ...claims, aud: [clientId] }) }))))

test("fapi2-security-profile-final-client-test-invalid-expired-exp: an ID token whose time is over is refused", async () => {
  for (const age of [11, 61, 600, 86_400 * 365 * 50])
    await refuses({ claims: (claims) => ({ ...claims, exp: seconds() - age }) })
})

test("fapi2-security-profile-final-client-test-invalid-missing-exp: an ID token without an end is refused", async () => {
  await refuses({ claims: without("exp") })
  for (const exp of ["soon", null, [4e9], true]) await refuses({ claims: (claims) => ({ ...claims, exp }) as object })
})

test("fapi2-security-profile-final-client-test-invalid-iss: an ID token of another issuer is refused", () =>
  refuses({ claims: (claims) => ({ ...claims, iss: "https://elsewhere.example" }) }))

test("fapi2-security-profile-final-client-test-invalid-missing-iss: an ID token of nobody is refused", () =>
  refuses({ claims: without("iss") }))

test("fapi2-security-profile-final-client-test-invalid-nonce: an ID token of another attempt is refused", () =>
  refuses({ claims: (claims) => ({ ...claims, nonce: "another" }) }))

test("fapi2-security-profile-final-client-test-invalid-missing-nonce: an ID token of no attempt is refused", () =>
  refuses({ claims: without("nonce") }))

test("fapi2-security-profile-final-client-test-token-type-case-insensitivity: a token type is the same in any case", async () => {
  for (const token_type of ["bearer", "BEARER", "bEaReR"])
    await expectSignedIn(relyingParty(provider.play({ tokens: (tokens) => ({ ...tokens, token_type }) })))
})

test("fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in: a lifetime need not be told", () =>
  expectSignedIn(relyingParty(provider.play({ tokens: without("expires_in") }))))
