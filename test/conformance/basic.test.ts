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
  type SigningKey,
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

/** Plays the script to an app; nobody may be signed in by it, and the userinfo endpoint not be asked. */
async function refuses(script: Script): Promise<void> {
  const op = provider.play(script)
  await expectRefused(relyingParty(op))
  expect(op.seen("userinfo")).toEqual([])
}
/** Plays the script to an app; Fay must be signed in. */
const accepts = async (script: Script) => expectSignedIn(relyingParty(provider.play(script)))

async function secretKey(secret: string): Promise<SigningKey> {
  const hmac = { name: "HMAC", hash: "SHA-256" }
  const privateKey = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), hmac, false, ["sign"])
  return { privateKey, jwk: { kty: "oct", alg: "HS256" } }
}

test("oidcc-client-test: somebody signs in with the code flow", () => accepts({}))

test("oidcc-client-test-client-secret-basic: the secret is form-encoded in the Authorization header", async () => {
  const op = provider.play()
  await expectSignedIn(relyingParty(op))
  const [request] = op.seen("token")
  const encoded = `${clientId}:${new URLSearchParams([["", clientSecret]]).toString().slice(1)}`
  expect(request?.headers.authorization).toBe(`Basic ${Buffer.from(encoded).toString("base64")}`)
  expect(request?.form.has("client_secret")).toBe(false)
})

test("oidcc-client-test-idtoken-sig-none: an ID token nobody signed is refused (CVE-2026-27804)", () =>
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

test("oidcc-client-test-invalid-sig-hs256: signed with the client's secret, an ID token is verified with that alone", async () => {
  const key = await secretKey(clientSecret)
  const client = { id_token_signed_response_alg: "HS256" }
  await expectSignedIn(relyingParty(provider.play({ key }), { client }))
  await expectRefused(relyingParty(provider.play({ key, idToken: alterSignature }), { client }))
  await expectRefused(
    relyingParty(provider.play({ key: await secretKey("another secret, as long as that") }), { client }),
  )
  await expectRefused(relyingParty(provider.play({}), { client }))
  await expectRefused(relyingParty(provider.play({ key }))) // registered for RS256
})

/** A developer who wants the profile from the userinfo endpoint, as Auth.js v5 spells it. */
const fromUserinfo = { idToken: false }

test("oidcc-client-test-scope-userinfo-claims: the claims of a scope come from the userinfo endpoint", async () => {
  const op = provider.play({ claims: without("name", "email") })
  const { session } = await expectSignedIn(relyingParty(op, fromUserinfo))
  expect(session?.user?.email).toBe("fay@fault.test")
  expect(op.seen("authorize")[0]?.url.searchParams.get("scope")).toBe("openid profile email")
})

test("oidcc-client-test-userinfo-bearer-header: the access token goes in the Authorization header, and nowhere else", async () => {
  const op = provider.play()
  await expectSignedIn(relyingParty(op, fromUserinfo))
  const [asked] = op.seen("userinfo")
  expect(asked?.headers.authorization).toBe("Bearer access-token-of-fay")
  expect(asked?.url.search).toBe("")
})

test("oidcc-client-test-userinfo-invalid-sub: userinfo about somebody else is refused", async () => {
  for (const userinfo of [(claims: object) => ({ ...claims, sub: "another" }), without("sub")])
    await expectRefused(relyingParty(provider.play({ userinfo }), fromUserinfo))
})

test.each(["aggregated", "distributed"])(
  "oidcc-client-test-%s-claims: claims of others are not fetched, and do not disturb",
  async (kind) => {
    const source = kind === "aggregated" ? { JWT: "e30.e30." } : { endpoint: `${provider.origin}/claims` }
    const userinfo = (claims: object) => ({
      ...claims,
      _claim_names: { age: "src1" },
      _claim_sources: { src1: source },
    })
    await expectSignedIn(relyingParty(provider.play({ userinfo }), fromUserinfo))
  },
)

test("oidcc-client-test-userinfo-signed: signed userinfo is verified like an ID token", async () => {
  const client = { userinfo_signed_response_alg: "RS256" }
  const play = (change: (claims: object) => object, end: (token: string) => string = (token) => token) => {
    const op = provider.play()
    const usual = { iss: op.issuer, aud: clientId, sub: "fay", name: "Fay Fault", email: "Fay@Fault.test" }
    op.script.endpoints = {
      userinfo: async () => ({
        headers: { "content-type": "application/jwt" },
        body: end(await op.sign({ ...change(usual) })),
      }),
    }
    return relyingParty(op, { ...fromUserinfo, client })
  }
  const same = (claims: object) => claims
  const signedIn = await expectSignedIn(play(same))
  expect(signedIn.session).not.toBeNull()
  await expectRefused(play((claims) => ({ ...claims, sub: "another" })))
  await expectRefused(play((claims) => ({ ...claims, aud: "another" })))
  await expectRefused(play((claims) => ({ ...claims, iss: "https://elsewhere.example" })))
  await expectRefused(play(same, alterSignature))
  await expectRefused(play(same, (token) => unsigned(claimsOf(token))))
  const unsignedParty = relyingParty(provider.play(), { ...fromUserinfo, client })
  await expectRefused(unsignedParty)
  expect(unsignedParty.log()).toContain("The userinfo is not signed")
})
