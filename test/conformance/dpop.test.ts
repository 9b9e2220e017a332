/** Tokens bound to a key of the app (RFC 9449), with what goes wrong there. */
import { createHash } from "node:crypto"
import { calculateJwkThumbprint, decodeJwt, EmbeddedJWK, type JWK, type JWTPayload, jwtVerify } from "jose"
import { afterAll, beforeAll, expect, test } from "vitest"
import { relyingParty } from "../support/relying-party.js"
import {
  accessToken,
  type PlayedScript,
  type ScriptedAnswer,
  type ScriptedProvider,
  type Seen,
  startScriptedProvider,
} from "../support/scripted-provider.js"
import { expectRefused, expectSignedIn } from "./outcomes.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const options = { client: { dpop_bound_access_tokens: true }, idToken: false }
const bound = (tokens: object) => ({ ...tokens, token_type: "DPoP" })
const proofOf = ({ headers }: Seen): string => String(headers.dpop ?? "")

/** Lets a request through only with a proof that holds this nonce. */
const wantsNonce =
  (op: PlayedScript, nonce: () => string | undefined, refusal: ScriptedAnswer) => async (seen: Seen) => {
    const expected = nonce()
    if (expected === undefined || decodeJwt(proofOf(seen)).nonce !== expected) return refusal
    return op.answer(seen.endpoint, seen)
  }

test("fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce: each request proves anew that we hold the key", async () => {
  const op = provider.play({ tokens: bound })
  await expectSignedIn(relyingParty(op, options))
  const [token] = op.seen("token") as [Seen]
  const [userinfo] = op.seen("userinfo") as [Seen]
  const thumbprint = op.seen("authorize")[0]?.url.searchParams.get("dpop_jkt")

  const proofs: JWTPayload[] = []
  for (const seen of [token, userinfo]) {
    const { payload, protectedHeader } = await jwtVerify(proofOf(seen), EmbeddedJWK)
    expect(protectedHeader).toMatchObject({ typ: "dpop+jwt", alg: "ES256" })
    expect(Object.keys(protectedHeader.jwk as JWK).sort()).toEqual(["crv", "kty", "x", "y"])
    expect(await calculateJwkThumbprint(protectedHeader.jwk as JWK)).toBe(thumbprint)
    proofs.push(payload)
  }
  expect(proofs[0]).toMatchObject({ htm: "POST", htu: `${op.issuer}/token`, iat: expect.any(Number) })
  expect(proofs[0]).not.toHaveProperty("ath")
  const ath = createHash("sha256").update(accessToken).digest("base64url")
  expect(proofs[1]).toMatchObject({ htm: "GET", htu: `${op.issuer}/userinfo`, ath })
  expect(proofs[0]?.jti).not.toBe(proofs[1]?.jti)
  expect(userinfo.headers.authorization).toBe(`DPoP ${accessToken}`)
})

test("a server that wants a nonce in the proof gets it, by one more request", async () => {
  const op = provider.play({ tokens: bound })
  let nonce = "nonce-1"
  const headers = () => ({ "dpop-nonce": nonce })
  op.script.endpoints = {
    token: (seen) =>
      wantsNonce(op, () => nonce, { status: 400, headers: headers(), body: { error: "use_dpop_nonce" } })(seen),
    userinfo: (seen) => {
      const challenge = { ...headers(), "www-authenticate": 'DPoP error="use_dpop_nonce", algs="ES256"' }
      return wantsNonce(op, () => nonce, { status: 401, headers: challenge, body: "" })(seen)
    },
  }
  const party = relyingParty(op, options)
  await expectSignedIn(party)
  expect(op.seen("token")).toHaveLength(2)
  await expectSignedIn(party) // the nonce is known by now
  expect(op.seen("token")).toHaveLength(3)
  nonce = "nonce-2"
  await expectSignedIn(party)
  expect(op.seen("token")).toHaveLength(5)
  const proofs = op.seen().map(proofOf).filter(Boolean)
  expect(new Set(proofs.map((proof) => decodeJwt(proof).jti)).size).toBe(proofs.length)
})

test("a server that is content with no nonce is asked twice, and never again", async () => {
  const op = provider.play({ tokens: bound })
  let count = 0
  op.script.endpoints = {
    token: () => ({ status: 400, headers: { "dpop-nonce": `nonce-${++count}` }, body: { error: "use_dpop_nonce" } }),
  }
  await expectRefused(relyingParty(op, options))
  expect(op.seen("token")).toHaveLength(2)
})

test("a token that is not bound is refused where it was to be, and a bound one where we hold no key", async () => {
  await expectRefused(relyingParty(provider.play(), options))
  const party = relyingParty(provider.play({ tokens: bound }))
  await expectRefused(party)
  expect(party.log()).toContain("set `client.dpop_bound_access_tokens`")
})

test("the key is the app's own at each provider, the same in every process, and another with another secret", async () => {
  const keyOf = async (id: string, secret: string): Promise<string> => {
    const op = provider.play({ tokens: bound })
    const party = relyingParty(op, { ...options, id }, { secret })
    const answer = await party.app.browser().signIn(id)
    expect(party.log()).toBe("")
    return new URL(answer.location ?? "").searchParams.get("dpop_jkt") ?? ""
  }
  const secret = "one secret of at least 32 characters"
  const thumbprint = await keyOf("one", secret)
  expect(thumbprint).toMatch(/^[\w-]{43}$/)
  expect(await keyOf("one", secret)).toBe(thumbprint)
  expect(await keyOf("two", secret)).not.toBe(thumbprint)
  expect(await keyOf("one", `${secret}!`)).not.toBe(thumbprint)
})

test("no proof leaves without being asked for", async () => {
  const op = provider.play()
  await expectSignedIn(relyingParty(op))
  expect(op.seen().map(proofOf).join("")).toBe("")
})
