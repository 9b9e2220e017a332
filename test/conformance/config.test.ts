/** The plan "Config RP": what is found out about a provider, and how its keys change. */
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { relyingParty } from "../support/relying-party.js"
import { makeKey, type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"
import { expectRefused, expectSignedIn } from "./outcomes.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

test("oidcc-client-test-discovery-openid-config: endpoints come from the discovery document, fetched once", async () => {
  const op = provider.play()
  const party = relyingParty(op)
  await expectSignedIn(party)
  await expectSignedIn(party)
  expect(op.seen(".well-known/openid-configuration")).toHaveLength(1)
})

test("oidcc-client-test-discovery-jwks-uri-keys: keys come from jwks_uri, fetched once", async () => {
  const op = provider.play({
    discovery: (document) => ({ ...document, jwks_uri: `${document.issuer}/published-keys` }),
  })
  op.script.endpoints = { "published-keys": { body: { keys: [provider.keys.rsa.jwk] } } }
  const party = relyingParty(op)
  await expectSignedIn(party)
  await expectSignedIn(party)
  expect(op.seen("published-keys")).toHaveLength(1)
  expect(op.seen("jwks")).toHaveLength(0)
})

test("oidcc-client-test-discovery-issuer-mismatch: a document that speaks for another issuer ends the attempt", async () => {
  const op = provider.play({ discovery: (document) => ({ ...document, issuer: `${document.issuer}/other` }) })
  await expectRefused(relyingParty(op))
  expect(op.seen("token")).toEqual([])
})

test("oidcc-client-test-signing-key-rotation: keys that were replaced between two sign-ins are fetched again", async () => {
  const op = provider.play()
  const party = relyingParty(op)
  await expectSignedIn(party)
  op.script.key = await makeKey("RS256")
  await expectSignedIn(party)
  expect(op.seen("jwks")).toHaveLength(2)
})

test("oidcc-client-test-signing-key-rotation-just-before-signing: many who wait for new keys fetch them once", async () => {
  const op = provider.play()
  const party = relyingParty(op)
  await expectSignedIn(party)
  const browsers = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const { browser, answer } = await party.begin()
      return { browser, to: answer.location ?? "" }
    }),
  )
  op.script.key = await makeKey("RS256")
  const ends = await Promise.all(browsers.map(({ browser, to }) => party.comeBack(browser, to)))
  expect(ends.map(({ session }) => session?.user?.name)).toEqual(Array(10).fill("Fay Fault"))
  expect(op.seen("jwks")).toHaveLength(2)
})

test("a provider that signs with a new key each time does not make us fetch each time (IDP-8)", async () => {
  const op = provider.play()
  const party = relyingParty(op)
  await expectSignedIn(party)
  op.script.jwks = [provider.keys.rsa.jwk]
  for (let attempt = 0; attempt < 5; attempt++) {
    op.script.header = { alg: "RS256", kid: `unknown-${attempt}` }
    await expectRefused(party)
  }
  expect(op.seen("jwks")).toHaveLength(2)

  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 })
  try {
    await expectRefused(party)
    expect(op.seen("jwks")).toHaveLength(3)
  } finally {
    vi.useRealTimers()
  }
})

test("keys that we have serve on while the provider cannot publish them", async () => {
  const op = provider.play()
  const party = relyingParty(op)
  await expectSignedIn(party)
  op.script.endpoints = { jwks: { status: 503, body: "down" } }
  op.script.header = { alg: "RS256", kid: "forged" }
  await expectRefused(party)
  delete op.script.header
  await expectSignedIn(party)
})
