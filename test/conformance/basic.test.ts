/** The plan "Basic RP": the faults of an ID token, one at a time. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { relyingParty } from "../support/relying-party.js"
import {
  alterSignature,
  claimsOf,
  clientId,
  clientSecret,
  halfHash,
  type Script,
  type ScriptedProvider,
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

/** Plays the script to an app; nobody may be signed in by it. */
const refuses = async (script: Script) => expectRefused(relyingParty(provider.play(script)))
/** Plays the script to an app; Fay must be signed in. */
const accepts = async (script: Script) => expectSignedIn(relyingParty(provider.play(script)))

test("oidcc-client-test: somebody signs in with the code flow", () => accepts({}))

test("oidcc-client-test-client-secret-basic: the secret is form-encoded in the Authorization header", async () => {
  const op = provider.play()
  await expectSignedIn(relyingParty(op))
  const [request] = op.seen("token")
  const encoded = `${clientId}:${new URLSearchParams([["", clientSecret]]).toString().slice(1)}`
  expect(request?.headers.authorization).toBe(`Basic ${Buffer.from(encoded).toString("base64")}`)
  expect(request?.form.has("client_secret")).toBe(false)
})

test("oidcc-client-test-idtoken-sig-none: an ID token nobody signed is refused", () =>
  refuses({ idToken: (token) => unsigned(claimsOf(token)) }))

test("oidcc-client-test-idtoken-sig-rs256: an ID token signed with RS256 is accepted", () =>
  accepts({ key: provider.keys.rsa }))

test("oidcc-client-test-invalid-aud: an ID token for another client is refused", () =>
  refuses({ claims: (claims) => ({ ...claims, aud: "another-client" }) }))

test("oidcc-client-test-missing-aud: an ID token for nobody is refused", () => refuses({ claims: without("aud") }))

test("oidcc-client-test-invalid-iss: an ID token of another issuer is refused", () =>
  refuses({ claims: (claims) => ({ ...claims, iss: `${claims.iss}/` }) }))

test("oidcc-client-test-missing-iat: an ID token without a time of issue is refused", () =>
  refuses({ claims: without("iat") }))

test("oidcc-client-test-missing-sub: an ID token about nobody is refused", () => refuses({ claims: without("sub") }))

test("oidcc-client-test-nonce-invalid: an ID token of another attempt is refused", () =>
  refuses({ claims: (claims) => ({ ...claims, nonce: "of another attempt" }) }))

test("oidcc-client-test-invalid-sig-rs256: an ID token altered after it was signed is refused", () =>
  refuses({ idToken: alterSignature }))

test("oidcc-client-test-invalid-sig-es256: the same with an elliptic curve is refused", async () => {
  const client = { id_token_signed_response_alg: "ES256" }
  const key = provider.keys.elliptic
  await expectSignedIn(relyingParty(provider.play({ key }), { client }))
  await expectRefused(relyingParty(provider.play({ key, idToken: alterSignature }), { client }))
})

test("oidcc-client-test-kid-absent-single-jwks: without a key id, the only key is tried", () =>
  accepts({ header: { alg: "RS256" } }))

test("oidcc-client-test-kid-absent-multiple-jwks: without a key id among several keys, nobody is signed in", () =>
  refuses({ header: { alg: "RS256" }, jwks: [provider.keys.rsa.jwk, provider.keys.otherRsa.jwk] }))

test("oidcc-client-test-invalid-athash: an access token that was swapped is refused", async () => {
  await refuses({ claims: (claims) => ({ ...claims, at_hash: halfHash("another access token") }) })
  await accepts({ claims: (claims) => ({ ...claims, at_hash: halfHash("access-token-of-fay") }) })
})
