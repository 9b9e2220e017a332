import { webcrypto } from "node:crypto"
import { CompactEncrypt, calculateJwkThumbprint, EncryptJWT } from "jose"
import { expect, test } from "vitest"
import { equalInConstantTime } from "./compare.js"
import { sha256Hex } from "./digest.js"
import { keyFor } from "./keys.js"
import type { Platform } from "./platform.js"
import { platform as nodePlatform } from "./platform-node.js"
import { platform as webPlatform } from "./platform-web.js"
import { open, seal } from "./seal.js"
import { decode, encode } from "./token.js"

const secret = "correct horse battery staple"

/** Published vectors: described from outside, checked against both real packages. */
const derivations = [
  ["A256GCM", "", "e36250998b61f50f756e743259110012790cc43ce46ff4bcc3b3dce6b3a5502a"],
  ["A256GCM", "next-auth.state", "e2347f1490841879d879450bff54f586eab3e14b208976db490e6ece79fb1646"],
  ["A256GCM", "next-auth.pkce.code_verifier", "d28987b34dd978fc4eaf13751edc30d86eb93e1833fde158ae312030ba311ec7"],
  ["A256GCM", "next-auth.nonce", "dcfe4ac32f6857d460303bf6ac13e8741df150b7dbc2ae5a6e9ad77a68f87c2d"],
  ["A256GCM", "__Secure-next-auth.state", "77eff12a1e7fd165dddfa971123c327be3f0399f965fdd90eb6da4dcd4304c8e"],
  [
    "A256CBC-HS512",
    "authjs.session-token",
    "3b3c7af24d26d8791b2f0035991970acfd8d71836620adddbacf3ca56017adbfa6f4f8780e6ed27dd2ab9032471e346192cf1ea0ae8481b87080b5152d1c61d5",
  ],
  [
    "A256CBC-HS512",
    "__Secure-authjs.session-token",
    "15f48bbca69d569655942ecfe7a9075e0309c2949fd007b9602ea089a4c024b557572853dcf07daacd19765c5a0ba93c3d15c129782172b000bebc5d7c13018f",
  ],
] as const

test.each(derivations)("derives the documented %s key for the salt %j", async (encryption, salt, hex) => {
  const key = await keyFor(encryption, secret, salt)
  expect(Buffer.from(key).toString("hex")).toBe(hex)
})

test("an Auth.js key has its documented thumbprint", async () => {
  const key = await keyFor("A256CBC-HS512", secret, "authjs.session-token")
  const jwk = { kty: "oct", k: Buffer.from(key).toString("base64url") }
  expect(await calculateJwkThumbprint(jwk, "sha512")).toBe(
    "oHDgmbpGLyOoKNS9dfYtfkvAGxR2Qz-Hn2aoGixseVTlPvSh2cf0EJBiZ8sNi60-l_Bwcsd2-VR1JVv48Sp6fw",
  )
})

const v4Sample =
  "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..CoNml5p2d-tdHxAP.4JEotWgqvRId6KmAf-qEwufz0d2D0QqKp64cnpQDuiv5C3aQ_C9qkGIjxXeVFNlDfdzpFnCtMaw6szam0NueXOsjCYx018svj7xJ5zvyim8RSAWej7_IYqAzUWkPUqkXAOZKglT4bQI.hsdlHJ-8IEWEff-olzS_Hg"
const v5Sample =
  "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoib0hEZ21icEdMeU9vS05TOWRmWXRma3ZBR3hSMlF6LUhuMmFvR2l4c2VWVGxQdlNoMmNmMEVKQmlaOHNOaTYwLWxfQndjc2QyLVZSMUpWdjQ4U3A2ZncifQ..KudTZEwq0w5CKHWFbcKI7A.ckakUueWXj5FGPmoQaWicu_HPLU-Q0-KaMMhJtJEyMPepQdC8GgG7wJ0gjo5VGvuotyLradR9vVioU6_GlfZSkHO2wkwWXAsr7fJ-cC68yQEL8hxG8nkpEWhcpbo_nTytLyQ8b3GmcixM0xJUd-J-g.vbeIyVKeSvuTYgBRAn78hVfxtHtWCN7eRxXVGvTynz4"

test("opens the published next-auth v4 token", async () => {
  const claims = await decode({ token: v4Sample, secret })
  expect(claims).toMatchObject({ sub: "42", name: "Ada", jti: "37df4f8a-9645-4692-9062-6ad5d5d90496" })
})

test("opens the published Auth.js v5 token, given its cookie's name", async () => {
  const claims = await decode({ token: v5Sample, secret, salt: "authjs.session-token" })
  expect(claims).toMatchObject({ sub: "42", name: "Ada", jti: "1762ed9e-20fd-42a1-b143-ef872f4857e6" })
})

test("opens both forms of one secret and salt in turn, each with its own key", async () => {
  const salt = "authjs.session-token"
  const inFormOfV4 = seal("{}", secret, salt)
  for (let i = 0; i < 2; i++) {
    expect(await open(await inFormOfV4, secret, salt)).toBe("{}")
    expect(await open(v5Sample, secret, salt)).toContain("sub")
  }
})

test("opens neither with another salt or secret", async () => {
  for (const token of [v4Sample, v5Sample]) {
    await expect(decode({ token, secret, salt: "another" })).rejects.toMatchObject({ code: "JWT_SESSION_ERROR" })
    await expect(decode({ token, secret: "another" })).rejects.toMatchObject({ code: "JWT_SESSION_ERROR" })
  }
})

test("seals a token that a JOSE library opens with the documented key", async () => {
  const { jwtDecrypt } = await import("jose")
  const token = await encode({ token: { sub: "7", deep: { a: [1, "é"] } }, secret, maxAge: 60 })
  const { payload, protectedHeader } = await jwtDecrypt(token, Buffer.from(derivations[0][2], "hex"))
  expect(protectedHeader).toEqual({ alg: "dir", enc: "A256GCM" })
  expect(payload).toMatchObject({ sub: "7", deep: { a: [1, "é"] } })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60)
})

test("opens what a JOSE library sealed, with its header in another order", async () => {
  const token = await new EncryptJWT({ sub: "9" })
    .setProtectedHeader({ enc: "A256GCM", alg: "dir" })
    .setExpirationTime("1h")
    .encrypt(Buffer.from(derivations[0][2], "hex"))
  expect(await decode({ token, secret })).toMatchObject({ sub: "9" })
})

/** Nonce, ciphertext and tag as they follow a token's header. */
const textOf = (...parts: Uint8Array[]) => parts.map((bytes) => Buffer.from(bytes).toString("base64url")).join(".")

test.each([{ crit: ["exp"], exp: 1 }, { zip: "DEF" }])("refuses a header that asks for %j", async (extra) => {
  const key = Buffer.from(derivations[0][2], "hex")
  const genuine = await new CompactEncrypt(new TextEncoder().encode('{"sub":"1"}'))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(key)
  expect(await open(genuine, secret, "")).toBe('{"sub":"1"}')

  const header = Buffer.from(JSON.stringify({ alg: "dir", enc: "A256GCM", ...extra })).toString("base64url")
  const iv = webcrypto.getRandomValues(new Uint8Array(12))
  const sealed = await nodePlatform.sealGcm(key, iv, '{"sub":"1"}', new TextEncoder().encode(header))
  expect(await open(`${header}..${sealed}`, secret, "")).toBeNull()
})

test("what Node seals, Web Crypto opens, and the reverse", async () => {
  const aad = new TextEncoder().encode("header")
  const iv = new Uint8Array(12).fill(7)
  const roundTrip = async <A, B>(sealer: Platform<A>, opener: Platform<B>) => {
    const sealed = await sealer.sealGcm(await sealer.deriveKey(secret, "", "info", 32), iv, "Grüße", aad)
    const key = await opener.deriveKey(secret, "", "info", 32)
    expect(await opener.openGcm(key, sealed, aad)).toBe("Grüße")
    const altered = sealed.slice(0, 17) + (sealed[17] === "A" ? "B" : "A") + sealed.slice(18)
    expect(await opener.openGcm(key, altered, aad)).toBeNull()
  }
  await roundTrip(nodePlatform, webPlatform)
  await roundTrip(webPlatform, nodePlatform)
})

test("a sealed text that is not UTF-8 is opened neither by Node nor by Web Crypto", async () => {
  const [aad, iv] = [new TextEncoder().encode("header"), new Uint8Array(12).fill(7)]
  const sealed = async (bytes: Uint8Array<ArrayBuffer>) => {
    const raw = (await nodePlatform.deriveKey(secret, "", "info", 32)) as Uint8Array<ArrayBuffer>
    const key = await webcrypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"])
    const all = new Uint8Array(await webcrypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, key, bytes))
    return [all.subarray(0, -16), all.subarray(-16)] as const
  }
  const opened = async <K>(platform: Platform<K>, [ciphertext, tag]: readonly [Uint8Array, Uint8Array]) =>
    platform.openGcm(await platform.deriveKey(secret, "", "info", 32), textOf(iv, ciphertext, tag), aad)
  for (const [bytes, text] of [
    [[0xc3, 0xa9], "é"],
    [[0xc3], null],
    [[0xff], null],
    [[0xc0, 0x80], null],
    [[0xed, 0xa0, 0x80], null],
  ] as const) {
    const parts = await sealed(Uint8Array.from(bytes))
    expect([await opened(nodePlatform, parts), await opened(webPlatform, parts)]).toEqual([text, text])
  }
})

test("Web Crypto opens an Auth.js v5 token too, and no altered one", async () => {
  const [header = "", sealed = ""] = v5Sample.split("..")
  const aad = new TextEncoder().encode(header)
  const info = "Auth.js Generated Encryption Key (authjs.session-token)"
  const key = await webPlatform.deriveKey(secret, "authjs.session-token", info, 64)
  expect(JSON.parse((await webPlatform.openCbcHs512(key, sealed, aad)) ?? "null")).toMatchObject({ sub: "42" })
  const forged = sealed.replace(/[^.]+$/, "A".repeat(43))
  expect(await webPlatform.openCbcHs512(key, forged, aad)).toBeNull()
})

test("no two seals of one text are alike", async () => {
  const sealed = await Promise.all(Array.from({ length: 600 }, () => seal("same", secret, "")))
  expect(new Set(sealed).size).toBe(600)
})

test("hashes as documented for CSRF tokens", async () => {
  expect(await sha256Hex("a".repeat(64) + secret)).toBe(
    "d39a40883a12528ea495df28ed1b976d0bf3bb894304827173af15e7fbad9983",
  )
})

test("compares texts of any length", () => {
  expect(equalInConstantTime("abc", "abc")).toBe(true)
  expect(equalInConstantTime("abc", "abd")).toBe(false)
  expect(equalInConstantTime("abc", "ab")).toBe(false)
  expect(equalInConstantTime("ab", "abc")).toBe(false)
  expect(equalInConstantTime("", "a")).toBe(false)
  expect(equalInConstantTime("xbc", "abc")).toBe(false)
  expect(equalInConstantTime("", "")).toBe(true)
})

test("an empty secret seals and opens nothing", async () => {
  await expect(encode({ token: {}, secret: "" })).rejects.toThrow(TypeError)
  await expect(decode({ token: v4Sample, secret: "" })).rejects.toThrow(TypeError)
  expect(await decode({ secret })).toBeNull()
})
