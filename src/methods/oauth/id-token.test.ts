import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { Server } from "./discovery.js"
import { validateIdToken } from "./id-token.js"

const issuer = "https://id.example"
const now = (): number => Math.floor(Date.now() / 1000)
const { privateKey, publicKey } = await generateKeyPair("RS256")
const jwk = { ...(await exportJWK(publicKey)), alg: "RS256" }
const server: Server = {
  metadata: { issuer, jwks_uri: `${issuer}/jwks` },
  keys: { jwks: { keys: [jwk as JsonWebKey] }, uat: now() },
}

/** Whether the token of somebody is good, with these claims more, for this configuration of the provider. */
async function isGood(claims: JWTPayload, more: Partial<OAuthProvider> = {}, nonce?: string): Promise<boolean> {
  const provider = testProvider({ issuer, idToken: true, ...more })
  const all = { iss: issuer, aud: provider.clientId, sub: "7", iat: now(), exp: now() + 300, ...claims }
  const id_token = await new SignJWT(all).setProtectedHeader({ alg: "RS256" }).sign(privateKey)
  try {
    return (await validateIdToken(provider, server, { id_token }, nonce)).sub === all.sub
  } catch (error) {
    expect(error).toMatchObject({ code: "OAuthCallback" })
    return false
  }
}

const asking = (params: Record<string, string>): Partial<OAuthProvider> => ({
  authorization: { url: undefined, params },
})

test.each([
  ["nothing odd", {}, true],
  ["us as its authorized party", { azp: "the-client" }, true],
  ["another authorized party", { azp: "other" }, false],
  ["a subject of 255 characters", { sub: "x".repeat(255) }, true],
  ["a subject of 256 characters", { sub: "x".repeat(256) }, false],
  ["an issue just ahead of our clock", { iat: now() + 3000 }, true],
  ["an issue far ahead of it", { iat: now() + 4000, exp: now() + 5000 }, false],
  ["a nonce that nobody gave", { nonce: "n" }, false],
])("an ID token with %s: %j is good, %s", async (_, claims, good) => {
  expect(await isGood(claims)).toBe(good)
})

test.each<[string, Partial<OAuthProvider>]>([
  ["in the request", asking({ max_age: "60" })],
  ["for the client", { client: { default_max_age: 60 } }],
  [
    "in the request, which goes before the client's",
    { ...asking({ max_age: "60" }), client: { default_max_age: 9000 } },
  ],
])("who has to have signed in within a minute, says so and has: asked %s", async (_, provider) => {
  expect(await isGood({ auth_time: now() - 30 }, provider)).toBe(true)
  expect(await isGood({ auth_time: now() - 600 }, provider)).toBe(false)
  expect(await isGood({}, provider)).toBe(false)
})

test("a time of authentication that was asked for has to be there", async () => {
  const provider = { client: { require_auth_time: true } }
  expect(await isGood({ auth_time: now() - 90_000 }, provider)).toBe(true)
  expect(await isGood({}, provider)).toBe(false)
  expect(await isGood({})).toBe(true)
})

test("of the contexts that were asked for one has to be told", async () => {
  const provider = { client: { default_acr_values: ["phr", "mfa"] } }
  expect(await isGood({ acr: "mfa" }, provider)).toBe(true)
  for (const claims of [{}, { acr: "pwd" }, { acr: ["mfa"] }]) expect(await isGood(claims, provider)).toBe(false)
})

test("a nonce that was given has to come back", async () => {
  expect(await isGood({ nonce: "n" }, {}, "n")).toBe(true)
  expect(await isGood({ nonce: "m" }, {}, "n")).toBe(false)
  expect(await isGood({}, {}, "n")).toBe(false)
})

test("no token is no ID token", async () => {
  await expect(validateIdToken(testProvider({ issuer }), server, {}, undefined)).rejects.toThrow("was refused")
})
