/** What an app asks of the sign-in itself: how long ago, and how well, somebody proved who they are. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, seconds, startScriptedProvider } from "../support/scripted-provider.js"
import { expectRefused, expectSignedIn } from "./outcomes.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const saying = (claims: object) => provider.play({ claims: (usual) => ({ ...usual, ...claims }) })

test.each([
  ["authorization.params.max_age", { authorization: { params: { scope: "openid", max_age: 60 } } }],
  ["client.default_max_age", { client: { default_max_age: 60 } }],
])("an app that sets %s gets nobody who proved themselves longer ago", async (_, options) => {
  await expectSignedIn(relyingParty(saying({ auth_time: seconds() - 50 }), options))
  await expectRefused(relyingParty(saying({ auth_time: seconds() - 72 }), options))
  await expectRefused(relyingParty(saying({}), options))
  await expectRefused(relyingParty(saying({ auth_time: `${seconds()}` }), options))
})

test("an app that requires auth_time gets nobody without it", async () => {
  const options = { client: { require_auth_time: true } }
  await expectSignedIn(relyingParty(saying({ auth_time: seconds() - 86_400 }), options))
  await expectRefused(relyingParty(saying({}), options))
})

test("an app that asks for an authentication context gets nobody with a lower one (CVE-2023-3597)", async () => {
  const options = { client: { default_acr_values: ["urn:two-factor", "urn:passkey"] } }
  const op = saying({ acr: "urn:passkey" })
  await expectSignedIn(relyingParty(op, options))
  expect(op.seen("authorize")[0]?.url.searchParams.get("acr_values")).toBe("urn:two-factor urn:passkey")
  for (const acr of ["urn:password", undefined, 0, null]) await expectRefused(relyingParty(saying({ acr }), options))
})

test.each(["f".repeat(256), "fa\u0000y", "fäy", 7, ""])("nobody is signed in as %j", async (sub) => {
  await expectRefused(relyingParty(saying({ sub })))
})

test("a server that announces S256 gets it, whatever checks are configured", async () => {
  const discovery = (document: object) => ({ ...document, code_challenge_methods_supported: ["plain", "S256"] })
  const op = provider.play({ discovery })
  await expectSignedIn(relyingParty(op, { checks: ["state"] }))
  expect(op.seen("authorize")[0]?.url.searchParams.get("code_challenge_method")).toBe("S256")
  expect(op.seen("token")[0]?.form.get("code_verifier")).toMatch(/^[\w-]{43}$/)
})

test("a verifier is never sent in the clear: a server that knows only `plain` is told to be configured so (GHSA-9h47-pqcx-hjr4)", async () => {
  const discovery = (document: object) => ({ ...document, code_challenge_methods_supported: ["plain"] })
  const party = relyingParty(provider.play({ discovery }))
  await expectRefused(party, "OAuthSignin")
  expect(party.log()).toContain('leave "pkce" out of `checks`')
  const op = provider.play({ discovery })
  await expectSignedIn(relyingParty(op, { checks: ["state", "nonce"] }))
  expect(op.seen("authorize")[0]?.url.searchParams.has("code_challenge")).toBe(false)
})
