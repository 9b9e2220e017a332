/** Both platforms keep one contract: each test runs on Node's primitives and on Web Crypto's. */
import { createCipheriv, createHash, createHmac, hkdfSync } from "node:crypto"
import { expect, test } from "vitest"
import type { Platform } from "./platform.js"
import * as onNode from "./platform-node.js"
import * as onTheWeb from "./platform-web.js"

const { platform: web } = onTheWeb
const platforms: [string, Platform<never>][] = [
  ["Node", onNode.platform as unknown as Platform<never>],
  ["Web Crypto", web as unknown as Platform<never>],
]

const utf8 = (text: string) => new TextEncoder().encode(text)
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex")

/** The bytes with one bit turned at each place in turn. */
const alterationsOf = (bytes: Uint8Array): Uint8Array[] =>
  [...bytes.keys()].map((at) => Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte)))

/** What comes of each, without the repetitions. */
const outcomes = async (attempts: unknown[]) => [...new Set(await Promise.all(attempts))]

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url")
const sealedOf = (iv: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array) => [iv, ciphertext, tag].map(text).join(".")

const bytesOf = (sealed: string) =>
  sealed.split(".").map((it) => Buffer.from(it, "base64url")) as [Buffer, Buffer, Buffer]

test.each(platforms)("%s opens by GCM what was sealed, and nothing that was altered since", async (_, platform) => {
  const derive = (salt: string) => platform.deriveKey("a secret", salt, "info", 32)
  const [key, iv, aad] = [await derive("salt"), new Uint8Array(12).fill(7), utf8("header")]
  const sealed = await platform.sealGcm(key, iv, "Grüße", aad)
  const [nonce, ciphertext, tag] = bytesOf(sealed)
  expect([hex(nonce), ciphertext.length, tag.length]).toEqual([hex(iv), utf8("Grüße").length, 16])
  expect(await platform.openGcm(key, sealed, aad)).toBe("Grüße")

  const forgeries = [
    ...alterationsOf(iv).map((it) => sealedOf(it, ciphertext, tag)),
    ...alterationsOf(ciphertext).map((it) => sealedOf(iv, it, tag)),
    ...alterationsOf(tag).map((it) => sealedOf(iv, ciphertext, it)),
    ...[0, 1, 4, 8, 12, 15].map((length) => sealedOf(iv, ciphertext, tag.subarray(0, length))),
    ...[0, 8, 11].map((length) => sealedOf(iv.subarray(0, length), ciphertext, tag)),
    sealedOf(new Uint8Array(16).fill(7), ciphertext, tag),
  ]
  const refused = [
    ...forgeries.map((it) => platform.openGcm(key, it, aad)),
    ...alterationsOf(aad).map((it) => platform.openGcm(key, sealed, it)),
    platform.openGcm(await derive("other"), sealed, aad),
  ]
  expect(await outcomes(refused)).toEqual([null])
})

test.each(platforms)(
  "%s opens by GCM one spelling of what was sealed, and takes no part from what it opened before",
  async (_, platform) => {
    const [iv, aad] = [new Uint8Array(12).fill(0xfb), utf8("header")] // written with the two characters that other alphabets write otherwise
    for (const plaintext of ["", "a", "ab", "abc", "abcd", "?>?>?>?>".repeat(9)]) {
      const key = await platform.deriveKey("a secret", plaintext, "info", 32)
      const sealed = await platform.sealGcm(key, iv, plaintext, aad)
      const otherSpellings = [...sealed].flatMap((character, at) =>
        spelledOtherwise(character).map((other) => sealed.slice(0, at) + other + sealed.slice(at + 1)),
      )
      const others = [
        ...otherSpellings,
        `${sealed}=`,
        ` ${sealed}`,
        `${sealed}.`,
        `.${sealed}`,
        sealed.replace(".", ".A."),
        "",
      ]
      for (const other of others) {
        expect(await platform.openGcm(key, sealed, aad)).toBe(plaintext)
        expect(await platform.openGcm(key, other, aad)).toBeNull()
      }
    }
  },
)

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/** What a careless reader takes for this character of a token: another alphabet's, one with other surplus bits, a wide one with its low byte, none. */
function spelledOtherwise(character: string): string[] {
  const value = alphabet.indexOf(character)
  const surplus = value === -1 ? [] : [1, 2, 3, 15].map((bits) => alphabet[value ^ bits] as string)
  const standard = character === "-" ? ["+"] : character === "_" ? ["/"] : []
  return [...surplus, ...standard, String.fromCharCode(0x100 + character.charCodeAt(0)), "", "=", "\n", ` ${character}`]
}

const cbc = { secret: "a secret", salt: "authjs.session-token", info: "info" }
const keyBytes = Buffer.from(hkdfSync("sha256", cbc.secret, cbc.salt, cbc.info, 64))
const [iv, aad] = [new Uint8Array(16).fill(9), utf8("header")]
const cipher = createCipheriv("aes-256-cbc", keyBytes.subarray(32), iv)
const ciphertext = Buffer.concat([cipher.update("Grüße an alle"), cipher.final()])

/** The HMAC of which half is the tag (RFC 7518 §5.2.2.1). */
function hmacOf(bytes: Uint8Array, header: Uint8Array = aad): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(header.length * 8))
  const authenticated = Buffer.concat([header, iv, bytes, length])
  return createHmac("sha512", keyBytes.subarray(0, 32)).update(authenticated).digest()
}

const tagOf = (bytes: Uint8Array, header: Uint8Array = aad) => hmacOf(bytes, header).subarray(0, 32)

test.each(platforms)("%s opens by CBC with HMAC only what has the very tag", async (_, platform) => {
  const key = await platform.deriveKey(cbc.secret, cbc.salt, cbc.info, 64)
  const open = (sealed: string, header: Uint8Array = aad) => platform.openCbcHs512(key, sealed, header)
  const [hmac, tag] = [hmacOf(ciphertext), tagOf(ciphertext)]
  const sealed = sealedOf(iv, ciphertext, tag)
  expect(await open(sealed)).toBe("Grüße an alle")
  for (const length of [31, 32, 255, 256, 1024]) {
    const header = new Uint8Array(length).fill(65)
    expect(await open(sealedOf(iv, ciphertext, tagOf(ciphertext, header)), header)).toBe("Grüße an alle")
  }

  const refused = [
    ...[0, 1, 16, 31, 33, 64].map((length) => open(sealedOf(iv, ciphertext, hmac.subarray(0, length)))),
    ...alterationsOf(tag).map((it) => open(sealedOf(iv, ciphertext, it))),
    ...alterationsOf(ciphertext).map((it) => open(sealedOf(iv, it, tag))),
    ...alterationsOf(iv).map((it) => open(sealedOf(it, ciphertext, tag))),
    ...alterationsOf(aad).map((it) => open(sealed, it)),
    ...[0, 12, 15].map((length) => open(sealedOf(iv.subarray(0, length), ciphertext, tag))),
    ...[`${sealed}=`, `${sealed}.`, `${sealed}.A`, `.${sealed}`, ` ${sealed}`, sealed.replace(".", ".."), ""].map(
      (it) => open(it),
    ),
  ]
  expect(await outcomes(refused)).toEqual([null])
})

test.each(platforms)("%s answers nothing for an authentic text that cannot be deciphered", async (_, platform) => {
  const key = await platform.deriveKey(cbc.secret, cbc.salt, cbc.info, 64)
  const broken = [ciphertext.subarray(0, 15), ciphertext.subarray(0, -16), new Uint8Array(0)]
  const answers = broken.map((it) => platform.openCbcHs512(key, sealedOf(iv, it, tagOf(it)), aad))
  expect(await outcomes(answers)).toEqual([null])
})

test.each(platforms)("%s spells bytes as published", async (_, platform) => {
  const every = Uint8Array.from({ length: 256 }, (_, i) => i)
  for (const bytes of [every, every.subarray(1), every.subarray(2), every.subarray(250, 253), every.subarray(3, 3)]) {
    const text = Buffer.from(bytes).toString("base64url")
    expect(platform.encodeBase64url(bytes)).toBe(text)
    expect(hex(platform.decodeBase64url(text) ?? undefined)).toBe(hex(bytes))
  }
})

test.each([onNode, onTheWeb])("a text has the same digests on both", async ({ digest, sha256Hex, hmacSha256 }) => {
  expect(hex(await digest(256, "abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  const [secret, text] = ["Schlüssel", "Grüße"]
  for (const bits of [256, 384, 512] as const)
    expect(hex(await digest(bits, text))).toBe(createHash(`sha${bits}`).update(utf8(text)).digest("hex"))
  expect(await sha256Hex(text)).toBe(createHash("sha256").update(utf8(text)).digest("hex"))
  expect(hex(await hmacSha256(secret, text))).toBe(createHmac("sha256", utf8(secret)).update(utf8(text)).digest("hex"))
})

test.each([onNode, onTheWeb])(
  "bytes have the same hexadecimal digits on both, those of a part alone",
  ({ encodeHex }) => {
    const every = Uint8Array.from({ length: 256 }, (_, i) => i)
    for (const bytes of [every, every.subarray(7, 9), every.subarray(3, 3)]) expect(encodeHex(bytes)).toBe(hex(bytes))
  },
)

const notOurs = [
  "A",
  "AAAAA",
  "AB",
  "AAB",
  "AA==",
  "=",
  "+AAA",
  "AA/A",
  " AA",
  "AA\n",
  "AA AA",
  "AAAé",
  "\u0141AAA",
  "AA.A",
]
test.each(platforms)("%s mends no text that it would not have written", (_, platform) => {
  expect(notOurs.map((text) => platform.decodeBase64url(text))).toEqual(notOurs.map(() => null))
})

test("keys of Web Crypto cannot be read out", async () => {
  const keys = [await web.deriveKey("s", "", "i", 32), await web.deriveKey("s", "", "i", 64)].flat()
  expect(keys.map(({ extractable }) => extractable)).toEqual([false, false, false])
})
