/** Authorization responses as a signed statement (JARM), and the ways to cheat it. */
import type { JWTPayload } from "jose"
import { afterAll, beforeAll, expect, test } from "vitest"
import { relyingParty } from "../support/relying-party.js"
import {
  alterSignature,
  claimsOf,
  clientId,
  clientSecret,
  type PlayedScript,
  type ScriptedProvider,
  type SigningKey,
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

const options = { authorization: { params: { scope: "openid profile email", response_mode: "jwt" } } }

interface Change {
  readonly claims?: (claims: JWTPayload) => object
  readonly token?: (token: string) => string
  readonly key?: SigningKey
}

/** An issuer that signs its answers, but for the change. */
function play({ claims = (usual) => usual, token = (usual) => usual, key }: Change = {}): PlayedScript {
  const op = provider.play()
  op.script.authorize = async (response) => {
    const usual = { iss: op.issuer, aud: clientId, exp: seconds() + 60, ...Object.fromEntries(response) }
    const signed = await op.sign({ ...claims(usual) }, undefined, key)
    for (const name of [...response.keys()]) response.delete(name)
    response.set("response", token(signed))
  }
  return op
}

const jarm = "fapi2-security-profile-final-client-test-ensure-jarm"

const altered = (change: object) => (claims: JWTPayload) => ({ ...claims, ...change })

async function refuses(change: Change): Promise<void> {
  const op = play(change)
  await expectRefused(relyingParty(op, options))
  expect(op.seen("token")).toEqual([])
}

test("a signed answer signs somebody in", async () => {
  const op = play()
  await expectSignedIn(relyingParty(op, options))
  expect(op.seen("authorize")[0]?.url.searchParams.get("response_mode")).toBe("jwt")
})

/** What the suite's modules send, by their names, and what they do not think of. */
test.each<[string, Change]>([
  [
    `${jarm}-with-invalid-iss-fails: an answer of another issuer`,
    { claims: altered({ iss: "https://elsewhere.example" }) },
  ],
  [`${jarm}-without-iss-fails: an answer of no issuer`, { claims: without("iss") }],
  [`${jarm}-with-invalid-aud-fails: an answer for another client`, { claims: altered({ aud: "another" }) }],
  [`${jarm}-without-aud-fails: an answer for nobody`, { claims: without("aud") }],
  [`${jarm}-with-expired-exp-fails: an answer whose time is over`, { claims: altered({ exp: seconds() - 11 }) }],
  [`${jarm}-without-exp-fails: an answer without an end`, { claims: without("exp") }],
  [`${jarm}-with-invalid-sig-fails: an answer that was altered`, { token: alterSignature }],
  [`${jarm}-signature-is-not-none: an answer that nobody signed`, { token: (token) => unsigned(claimsOf(token)) }],
  ["an answer of another attempt", { claims: altered({ state: "another" }) }],
  ["an answer of no attempt", { claims: without("state") }],
  ["an answer without a code", { claims: without("code") }],
  ["an answer that is no JWT", { token: () => "not.a.jwt" }],
])("%s is refused, and no code is sent", async (_, change) => {
  await refuses(change)
})

test("an answer signed with another algorithm than registered is refused", async () => {
  await refuses({ key: provider.keys.elliptic })
  const secret = new TextEncoder().encode(clientSecret)
  await refuses({ key: { privateKey: secret, jwk: { kty: "oct", alg: "HS256" } } })
})

test("what the server announces of algorithms does not widen what the client is registered for", async () => {
  const op = play({ key: provider.keys.elliptic })
  op.script.jwks = [provider.keys.rsa.jwk, provider.keys.elliptic.jwk]
  op.script.discovery = (document) => ({ ...document, authorization_signing_alg_values_supported: ["ES256", "RS256"] })
  await expectRefused(relyingParty(op, options))
  await expectSignedIn(relyingParty(op, { ...options, client: { authorization_signed_response_alg: "ES256" } }))
})

test("an answer in the clear is refused where a signed one was asked for, and the other way round", async () => {
  const open = provider.play()
  await expectRefused(relyingParty(open, options))
  expect(open.seen("token")).toEqual([])
  const signed = play()
  await expectRefused(relyingParty(signed))
  expect(signed.seen("token")).toEqual([])
})

test("a signed error is shown as what it is", async () => {
  const claims = (usual: JWTPayload) => ({ ...without("code")(usual), error: "access_denied" })
  await expectRefused(relyingParty(play({ claims }), options), "Callback")
})

test("a form that the provider posts may be signed too", async () => {
  const params = { scope: "openid profile email", response_mode: "form_post.jwt" }
  const party = relyingParty(play(), { authorization: { params } })
  const { browser, answer } = await party.begin()
  const { location } = await browser.get(answer.location ?? "")
  const form = Object.fromEntries(new URL(location ?? "").searchParams)
  expect(Object.keys(form)).toEqual(["response"])
  await browser.post("callback/op", { form }, { "sec-fetch-site": "cross-site" })
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
})
