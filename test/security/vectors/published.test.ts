/** Vectors that others published, opened by the primitives of both runtimes. */
import { describe, expect, test } from "vitest"
import type { Platform } from "../../../src/core/crypto/platform.js"
import { platform as node } from "../../../src/core/crypto/platform-node.js"
import { platform as web } from "../../../src/core/crypto/platform-web.js"

const bytes = (hex: string): Buffer<ArrayBuffer> => Buffer.from(hex.replace(/\s/g, ""), "hex")

/** RFC 7518 Appendix B.3. */
const cbc = {
  key: bytes(Array.from({ length: 64 }, (_, i) => i.toString(16).padStart(2, "0")).join("")),
  iv: bytes("1af38c2dc2b96ffdd86694092341bc04"),
  aad: Buffer.from("The second principle of Auguste Kerckhoffs"),
  plaintext:
    "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience",
  ciphertext: bytes(`4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2
    e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e
    31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6`),
  tag: bytes("4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"),
}

/** AES-256-GCM of no text and no AAD, and of one block: cases 13 and 14 of McGrew and Viega. */
const gcm = [
  { text: "", ciphertext: "", tag: "530f8afbc74536b9a963b4f1c4cb738b" },
  { text: "\0".repeat(16), ciphertext: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919" },
].map(({ text, ciphertext, tag }) => ({ text, ciphertext: bytes(ciphertext), tag: bytes(tag) }))

async function webKeys(): Promise<{ gcm: CryptoKey[]; cbc: CryptoKey[] }> {
  const { subtle } = globalThis.crypto
  return {
    gcm: [await subtle.importKey("raw", Buffer.alloc(32), "AES-GCM", false, ["decrypt"])],
    cbc: [
      await subtle.importKey("raw", cbc.key.subarray(0, 32), { name: "HMAC", hash: "SHA-512" }, false, ["sign"]),
      await subtle.importKey("raw", cbc.key.subarray(32), "AES-CBC", false, ["decrypt"]),
    ],
  }
}

const altered = (whole: Buffer, at: number): Buffer => {
  const copy = Buffer.from(whole)
  copy[at] = (copy[at] as number) ^ 1
  return copy
}

/** As it follows a token's header. */
const sealedOf = (parts: Buffer[]): string => parts.map((part) => part.toString("base64url")).join(".")

function opensVectors<Key>(platform: Platform<Key>, keys: () => Promise<{ gcm: Key; cbc: Key }>): void {
  test("opens A256CBC-HS512 of RFC 7518, and nothing near it", async () => {
    const { cbc: key } = await keys()
    const open = (...parts: Buffer[]) => platform.openCbcHs512(key, sealedOf(parts), cbc.aad)
    expect(await open(cbc.iv, cbc.ciphertext, cbc.tag)).toBe(cbc.plaintext)
    for (let i = 0; i < 16; i++) expect(await open(altered(cbc.iv, i), cbc.ciphertext, cbc.tag)).toBeNull()
    for (let i = 0; i < 32; i++) expect(await open(cbc.iv, cbc.ciphertext, altered(cbc.tag, i))).toBeNull()
    for (let i = 0; i < 144; i++) expect(await open(cbc.iv, altered(cbc.ciphertext, i), cbc.tag)).toBeNull()
  })

  test("opens A256GCM, and nothing near it", async () => {
    const { gcm: key } = await keys()
    const iv = Buffer.alloc(12)
    for (const { text, ciphertext, tag } of gcm) {
      const open = (parts: Buffer[], aad = "") => platform.openGcm(key, sealedOf(parts), Buffer.from(aad))
      expect(await open([iv, ciphertext, tag])).toBe(text)
      for (let i = 0; i < 16; i++) expect(await open([iv, ciphertext, altered(tag, i)])).toBeNull()
      expect(await open([altered(iv, 11), ciphertext, tag])).toBeNull()
      expect(await open([iv, ciphertext, tag], "a")).toBeNull()
    }
  })
}

describe("Node", () => opensVectors(node, async () => ({ gcm: Buffer.alloc(32), cbc: cbc.key })))
describe("Web Crypto", () => opensVectors(web, webKeys))

test("keys are derived as RFC 5869 says (case 3)", async () => {
  const derived = await node.deriveKey("\v".repeat(22), "", "", 42)
  expect(derived.toString("hex")).toBe(
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
  )
})
