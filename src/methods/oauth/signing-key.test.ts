import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { ClientPrivateKey, OAuthProvider } from "../../core/contracts/provider.js"
import { signingKey } from "./signing-key.js"

const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }
const generate = (parameters: RsaHashedKeyGenParams | EcKeyGenParams | Algorithm) =>
  crypto.subtle.generateKey(parameters, true, ["sign", "verify"]) as Promise<CryptoKeyPair>
const jwkOf = async ({ privateKey }: CryptoKeyPair) => {
  const { alg: _, ...jwk } = await crypto.subtle.exportKey("jwk", privateKey)
  return jwk as ClientPrivateKey & JsonWebKey
}
const rsaPair = await generate(rsa)
const rsaJwk = await jwkOf(rsaPair)
const curve = async (namedCurve: string) => jwkOf(await generate({ name: "ECDSA", namedCurve }))

const keyOf = (clientPrivateKey: ClientPrivateKey | undefined, client: OAuthProvider["client"] = {}, alg?: string) => {
  const token = { url: undefined, params: {}, ...(clientPrivateKey && { clientPrivateKey }) }
  return signingKey(testProvider({ token, client }), alg)
}
const madeFor = async (...given: Parameters<typeof keyOf>) => {
  const { algorithm, extractable, usages } = (await keyOf(...given)).key
  expect([extractable, usages]).toEqual([false, ["sign"]])
  const { name, hash, namedCurve } = algorithm as RsaHashedKeyAlgorithm & EcKeyAlgorithm
  return [name, hash?.name ?? namedCurve].filter(Boolean).join(" ")
}

test.each([
  ["an RSA key", rsaJwk, "RSASSA-PKCS1-v1_5 SHA-256"],
  ["a key of P-256", await curve("P-256"), "ECDSA P-256"],
  ["a key of P-384", await curve("P-384"), "ECDSA P-384"],
  ["a key of P-521", await curve("P-521"), "ECDSA P-521"],
  ["a key of Ed25519", await jwkOf(await generate({ name: "Ed25519" })), "Ed25519"],
])("%s that says nothing more signs as such keys usually do", async (_, jwk, algorithm) => {
  expect(await madeFor(jwk)).toBe(algorithm)
})

test.each([
  ["RS384", "RSASSA-PKCS1-v1_5 SHA-384"],
  ["RS512", "RSASSA-PKCS1-v1_5 SHA-512"],
  ["PS256", "RSA-PSS SHA-256"],
  ["PS512", "RSA-PSS SHA-512"],
])("an RSA key signs by %s where that is asked for", async (alg, algorithm) => {
  expect(await madeFor({ ...rsaJwk, alg })).toBe(algorithm)
  expect(await madeFor(rsaJwk, { token_endpoint_auth_signing_alg: alg })).toBe(algorithm)
  expect(await madeFor(rsaJwk, { token_endpoint_auth_signing_alg: "RS256" }, alg)).toBe(algorithm)
  expect(await madeFor({ ...rsaJwk, alg }, {}, "RS256")).toBe(algorithm)
})

test("a key is told by its id, and signs though it is said to be for another use", async () => {
  expect(await keyOf({ ...rsaJwk, kid: "k1" })).toMatchObject({ kid: "k1" })
  expect(await keyOf(rsaJwk)).not.toHaveProperty("kid")
  const encrypting: JsonWebKey = { ...rsaJwk, use: "enc", key_ops: ["decrypt"] }
  expect(await madeFor(encrypting as ClientPrivateKey)).toBe("RSASSA-PKCS1-v1_5 SHA-256")
})

test("a key of Web Crypto is taken as it is, with or without an id", async () => {
  const { privateKey } = rsaPair
  expect(await keyOf(privateKey)).toEqual({ key: privateKey })
  expect(await keyOf({ key: privateKey, kid: "k2" })).toEqual({ key: privateKey, kid: "k2" })
})

test("without a private key the developer is told what to set", async () => {
  await expect(keyOf(undefined)).rejects.toThrow("set `token: { clientPrivateKey }`")
  const { d: _, ...publicJwk } = rsaJwk
  await expect(keyOf(publicJwk as ClientPrivateKey)).rejects.toThrow("is a public key")
})
