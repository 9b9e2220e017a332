/** Every rule for an ID token that a provider, or whoever stands in its place, could break: OpenID Connect Core §3.1.3.7, RFC 8725. */
import { exportJWK, exportSPKI, importJWK, type JWTPayload, SignJWT } from "jose"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { expectRefused, expectSignedIn } from "../conformance/outcomes.js"
import { relyingParty } from "../support/relying-party.js"
import {
  claimsOf,
  clientId,
  clientSecret,
  type Script,
  type ScriptedProvider,
  seconds,
  startScriptedProvider,
} from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())
afterEach(() => {
  vi.useRealTimers()
})

const withNonce = { checks: ["pkce", "state", "nonce"] as const }
const party = (script: Script) => relyingParty(provider.play(script), { checks: [...withNonce.checks] })
const withClaims = (change: (claims: JWTPayload) => object) =>
  party({ claims: (claims) => ({ ...claims, ...change(claims) }) })

describe("an ID token that says an odd thing signs nobody in:", () => {
  test.each<[string, (claims: JWTPayload) => object]>([
    ["an issuer with a slash more", ({ iss }) => ({ iss: `${iss}/` })],
    ["an issuer in other letters", ({ iss }) => ({ iss: iss?.toUpperCase() })],
    ["an issuer of another scheme", ({ iss }) => ({ iss: iss?.replace("http:", "https:") })],
    ["an issuer in a list", ({ iss }) => ({ iss: [iss] })],
    ["an audience that is a number", () => ({ aud: 7 })],
    ["an audience that only begins like us", () => ({ aud: `${clientId}-2` })],
    ["an empty list of audiences", () => ({ aud: [] })],
    ["another audience beside us, without azp", () => ({ aud: [clientId, "other"] })],
    ["another audience beside us, with its azp", () => ({ aud: [clientId, "other"], azp: "other" })],
    ["an azp that is no text", () => ({ azp: [clientId] })],
    ["an end that is a text", () => ({ exp: String(seconds() + 600) })],
    ["an end at the beginning of time", () => ({ exp: 0 })],
    ["no end at all", () => ({ exp: null })],
    ["a time of issue that is a text", () => ({ iat: String(seconds()) })],
    ["a time of issue tomorrow", () => ({ iat: seconds() + 86_400, exp: seconds() + 90_000 })],
    ["a beginning ten minutes ahead", () => ({ nbf: seconds() + 600 })],
    ["a beginning that is a text", () => ({ nbf: "now" })],
    ["a nonce in a list", ({ nonce }) => ({ nonce: [nonce] })],
    ["a nonce in other letters", ({ nonce }) => ({ nonce: String(nonce).toUpperCase() })],
    ["no nonce", () => ({ nonce: undefined })],
    ["a subject that is a number", () => ({ sub: 7 })],
    ["an empty subject", () => ({ sub: "" })],
    ["a subject of 256 characters", () => ({ sub: "x".repeat(256) })],
    ["a subject with a NUL", () => ({ sub: "fay\0" })],
    ["a subject that is not ASCII", () => ({ sub: "f\u0430y" })],
    ["half a hash of the access token", () => ({ at_hash: "abc" })],
    ["a hash of the access token that is no text", () => ({ at_hash: 7 })],
  ])("%s", async (_, change) => {
    await expectRefused(withClaims(change))
  })

  test("but not one whose subject has 255 characters, which ends in the far future, and is for us alone in a list", async () => {
    const attempt = await withClaims(() => ({ sub: "x".repeat(255), exp: 1e12, aud: [clientId] })).signIn()
    expect(attempt.session?.user?.name).toBe("Fay Fault")
  })
})

test("clocks may be ten seconds apart, and not one more: an ID token ends to the second", async () => {
  const now = Math.floor(Date.now() / 1000)
  vi.useFakeTimers({ toFake: ["Date"], now: now * 1000 })
  const ended = (ago: number) => withClaims(() => ({ iat: now - 600, exp: now - ago }))
  await expectSignedIn(ended(9))
  await expectRefused(ended(10))
  await expectSignedIn(withClaims(() => ({ nbf: now + 10 })))
  await expectRefused(withClaims(() => ({ nbf: now + 11 })))
  await expectSignedIn(withClaims(() => ({ iat: now + 3600, exp: now + 4000 })))
  await expectRefused(withClaims(() => ({ iat: now + 3601, exp: now + 4000 })))
})

describe("an ID token that chooses how it is verified signs nobody in:", () => {
  const resigned = (header: object, key: (secret: string) => Promise<Uint8Array> | Uint8Array): Script => ({
    idToken: async (token) =>
      new SignJWT(claimsOf(token)).setProtectedHeader({ alg: "HS256", ...header }).sign(await key(clientSecret)),
  })
  const bytes = (text: string) => new TextEncoder().encode(text)

  test("HS256 with the client secret, where RS256 is registered", () =>
    expectRefused(party(resigned({ kid: "rsa" }, bytes))))

  test("HS256 with the provider's public key, in each of its forms", async () => {
    const { jwk } = provider.keys.rsa
    const pem = await exportSPKI((await importJWK(jwk)) as CryptoKey)
    for (const text of [pem, pem.trim(), JSON.stringify(jwk), jwk.n ?? ""])
      await expectRefused(party(resigned({ kid: jwk.kid }, () => bytes(text))))
  })

  test.each(["none", "None", "nOnE", "", "RS512", "ES256", "rs256", "RSA-OAEP"])("alg %j", async (alg) => {
    const changed = (token: string): string => {
      const [, payload, signature] = token.split(".")
      return `${Buffer.from(JSON.stringify({ alg })).toString("base64url")}.${payload}.${alg.toLowerCase() === "none" ? "" : signature}`
    }
    await expectRefused(party({ idToken: changed }))
  })

  test("by a key that it brings, or whose address it names: no such address is asked", async () => {
    const { privateKey, jwk } = provider.keys.otherRsa
    for (const name of ["jwk", "jku", "x5u"]) {
      const forged = async (token: string): Promise<string> => {
        const value = name === "jwk" ? jwk : `${claimsOf(token).iss}/keys-of-an-attacker`
        return new SignJWT(claimsOf(token)).setProtectedHeader({ alg: "RS256", [name]: value }).sign(privateKey)
      }
      const attempted = party({ idToken: forged })
      await expectRefused(attempted)
      expect(attempted.op.seen("keys-of-an-attacker")).toEqual([])
    }
  })

  test("by a key id that is a path, a query or a statement", async () => {
    for (const kid of ["../../../dev/null", "http://127.0.0.1/", "' OR 1=1 --", "\0", "__proto__"])
      await expectRefused(party({ header: { alg: "RS256", kid } }))
  })

  test("with an extension marked critical that nobody knows", () =>
    expectRefused(
      party({
        idToken: (token) =>
          new SignJWT(claimsOf(token))
            .setProtectedHeader({ alg: "RS256", crit: ["x"], x: 1 })
            .sign(provider.keys.rsa.privateKey as CryptoKey, { crit: { x: true } }),
      }),
    ))

  test("sealed instead of signed, or unsigned in a seal", async () => {
    for (const token of ["a.b.c.d.e", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiY3R5IjoiSldUIn0..AAAA.AAAA.AAAA"])
      await expectRefused(party({ idToken: () => token }))
  })
})

test("an ID token that was altered anywhere after it was signed signs nobody in", async () => {
  const flip = (part: number, at: number) => (token: string) => {
    const parts = token.split(".")
    const bytes = Buffer.from(parts[part] ?? "", "base64url")
    const index = Math.floor(at * (bytes.length - 1))
    bytes[index] = (bytes[index] ?? 0) ^ 1
    return parts.with(part, bytes.toString("base64url")).join(".")
  }
  const op = provider.play()
  const signed = relyingParty(op)
  await expectSignedIn(signed)
  for (const part of [0, 1, 2])
    for (const at of [0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1]) {
      op.script.idToken = flip(part, at)
      await expectRefused(signed)
    }
})

test("a provider that publishes its private key by mistake signs nobody in with it", async () => {
  const { privateKey } = provider.keys.rsa
  const jwk = { ...(await exportJWK(privateKey)), kid: "leaked", alg: "RS256" }
  await expectRefused(party({ key: { privateKey, jwk } }))
})

test("twenty forged key ids in a row cost the provider one question for its keys", async () => {
  const op = provider.play()
  const asked = relyingParty(op)
  await expectSignedIn(asked)
  op.script.jwks = [provider.keys.rsa.jwk]
  for (let attempt = 0; attempt < 20; attempt++) {
    op.script.header = { alg: "RS256", kid: `forged-${attempt}` }
    await expectRefused(asked)
  }
  expect(op.seen("jwks")).toHaveLength(2)
})
