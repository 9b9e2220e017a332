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

test.each(platforms)("%s opens by GCM what was sealed, and nothing that was altered since", async (_, platform) => {
  const derive = (salt: string) => platform.deriveKey("a secret", salt, "info", 32)
  const [key, iv, aad] = [await derive("salt"), new Uint8Array(12).fill(7), utf8("header")]
  const { ciphertext, tag } = await platform.sealGcm(key, iv, "Grüße", aad)
  expect([ciphertext.length, tag.length]).toEqual([utf8("Grüße").length, 16])
  expect(await platform.openGcm(key, iv, ciphertext, tag, aad)).toBe("Grüße")

  const forgeries = [
    ...alterationsOf(iv).map((it) => platform.openGcm(key, it, ciphertext, tag, aad)),
    ...alterationsOf(ciphertext).map((it) => platform.openGcm(key, iv, it, tag, aad)),
    ...alterationsOf(tag).map((it) => platform.openGcm(key, iv, ciphertext, it, aad)),
    ...alterationsOf(aad).map((it) => platform.openGcm(key, iv, ciphertext, tag, it)),
    ...[0, 1, 4, 8, 12, 15].map((length) => platform.openGcm(key, iv, ciphertext, tag.subarray(0, length), aad)),
    platform.openGcm(await derive("other"), iv, ciphertext, tag, aad),
  ]
  expect(await outcomes(forgeries)).toEqual([null])
})

const cbc = { secret: "a secret", salt: "authjs.session-token", info: "info" }
const keyBytes = Buffer.from(hkdfSync("sha256", cbc.secret, cbc.salt, cbc.info, 64))
const iv = new Uint8Array(16).fill(9)
const authenticated = utf8("header, vector, ciphertext and length")
const hmac = createHmac("sha512", keyBytes.subarray(0, 32)).update(authenticated).digest()
const cipher = createCipheriv("aes-256-cbc", keyBytes.subarray(32), iv)
const ciphertext = Buffer.concat([cipher.update("Grüße an alle"), cipher.final()])

test.each(platforms)("%s opens by CBC with HMAC only what has the very tag", async (_, platform) => {
  const key = await platform.deriveKey(cbc.secret, cbc.salt, cbc.info, 64)
  const open = (tag: Uint8Array, bytes: Uint8Array = authenticated) =>
    platform.openCbcHs512(key, iv, ciphertext, tag, bytes)
  const tag = new Uint8Array(hmac.subarray(0, 32))
  expect(await open(tag)).toBe("Grüße an alle")

  const lengths = [0, 1, 16, 31, 33, 64].map((length) => open(new Uint8Array(hmac.subarray(0, length))))
  const altered = alterationsOf(tag).map((it) => open(it))
  const otherBytes = alterationsOf(authenticated).map((it) => open(tag, it))
  expect(await outcomes([...lengths, ...altered, ...otherBytes])).toEqual([null])
})

test.each(platforms)("%s answers nothing for an authentic text that cannot be deciphered", async (_, platform) => {
  const key = await platform.deriveKey(cbc.secret, cbc.salt, cbc.info, 64)
  const tag = new Uint8Array(hmac.subarray(0, 32))
  const broken = [ciphertext.subarray(0, 15), ciphertext.subarray(0, -16), new Uint8Array(0)]
  expect(await outcomes(broken.map((it) => platform.openCbcHs512(key, iv, it, tag, authenticated)))).toEqual([null])
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
