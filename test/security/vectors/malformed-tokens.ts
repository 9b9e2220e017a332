/**
 * Malformed sealed tokens, the same at every run: genuine tokens of both documented forms and five sizes, each broken in one
 * way. A few are odd and yet what RFC 7516 lets a sealer write: those must open, for both runtimes to agree.
 */
import { deflateRawSync } from "node:zlib"
import type { Encryption } from "../../../src/core/crypto/keys.js"
import { alphabet, brokenHeaders, harmlessHeaders, invalidCharacters } from "./headers.js"
import { brokenClaims, harmlessClaims } from "./payloads.js"
import { base64url, deriveKey, properHeader, type Sealing, sealing } from "./sealing.js"

export interface Vector {
  readonly kind: string
  readonly token: string
  /** Whether it is to be opened after all. */
  readonly opens: boolean
}

/** What a place opens: its secret, the purpose of its key, and what it finds inside. */
export interface Purpose {
  readonly secret: string
  readonly salt: string
  readonly encryption: Encryption
  /** What is sealed there: claims, which a `filler` makes larger, or any text. */
  readonly plaintext: (filler: string) => string
  readonly holdsClaims: boolean
}

/** Draws numbers below a bound, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Characters that are added to what is sealed. */
const sizes = [0, 200, 800, 2500, 6000]
const ivLengths = { A256GCM: 12, "A256CBC-HS512": 16 } as const

/**
 * @param share every so manieth token of a kind, of the smallest size; 1: all of them, 14,000, in all sizes. Those that are to be
 * opened always.
 */
export function* malformedTokens(purpose: Purpose, seed: number, share: number): Generator<Vector> {
  const draw = randomFrom(seed)
  const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => draw(256)))
  const usual = (size: number): Sealing => ({
    encryption: purpose.encryption,
    key: deriveKey(purpose.encryption, purpose.secret, purpose.salt),
    plaintext: purpose.plaintext("x".repeat(size)),
    iv: bytes(ivLengths[purpose.encryption]),
  })

  for (const size of share === 1 ? sizes : sizes.slice(0, 1)) {
    const token = sealing(usual(size))
    yield { kind: "genuine", token, opens: true }
    yield* refused("structure", every(share, structures(token, draw)))
    yield* refused("base64url", every(share, spellings(token, draw)))
    yield* refused("cut off", every(share, cuts(token, size === 0 ? token.length : 40, draw)))
    if (size === 0 || size === 800) yield* refused("one bit flipped", flips(token, share))
  }
  for (const header of every(share, brokenHeaders(purpose.encryption)))
    yield* refused("header", [sealing({ ...usual(0), header })])
  for (const header of harmlessHeaders(purpose.encryption))
    yield { kind: "harmless header", token: sealing({ ...usual(0), header }), opens: true }
  yield* refused("cryptography", every(share, wrongCryptography(purpose, usual(200), bytes)))
  if (purpose.holdsClaims) yield* payloads(purpose, usual(0), share)
}

function* every<T>(nth: number, items: Iterable<T>): Generator<T> {
  let count = 0
  for (const item of items) if (count++ % nth === 0) yield item
}

/** Ten megabytes in ten thousand bytes. */
const bomb = deflateRawSync(Buffer.alloc(10_000_000, " "))

function* refused(kind: string, tokens: Iterable<string>): Generator<Vector> {
  for (const token of tokens) yield { kind, token, opens: false }
}

function* payloads(purpose: Purpose, usual: Sealing, share: number): Generator<Vector> {
  const genuine = purpose.plaintext("")
  for (const plaintext of every(share, brokenClaims(genuine)))
    yield { kind: "claims", token: sealing({ ...usual, plaintext }), opens: false }
  for (const plaintext of harmlessClaims(genuine))
    yield { kind: "harmless claims", token: sealing({ ...usual, plaintext }), opens: true }
  const header = JSON.stringify({ alg: "dir", enc: purpose.encryption, zip: "DEF" })
  for (const plaintext of [bomb, deflateRawSync(genuine)])
    yield { kind: "compressed", token: sealing({ ...usual, plaintext, header }), opens: false }
}

function* structures(token: string, draw: (below: number) => number): Generator<string> {
  const parts = token.split(".")
  const [header = "", , iv = "", text = "", tag = ""] = parts
  for (let dots = 0; dots <= 10; dots++) yield ".".repeat(dots)
  for (let dots = 1; dots <= 10; dots++) yield ".".repeat(dots) + token
  for (let dots = 1; dots <= 10; dots++) yield token + ".".repeat(dots)
  for (const i of [0, 2, 3, 4]) yield parts.with(i, "").join(".")
  for (let i = 0; i < 5; i++) yield parts.toSpliced(i, 1).join(".")
  for (let i = 0; i < 5; i++) yield parts.toSpliced(i, 0, parts[i] as string).join(".") // of an empty key: six parts
  for (let i = 0; i < 5; i++)
    for (let j = 0; j < i; j++)
      yield parts
        .with(i, parts[j] as string)
        .with(j, parts[i] as string)
        .join(".")
  for (const blank of [" ", "\n", "\r\n", "\t", "\0", "\u00a0", "\u200b", "\ufeff"]) {
    yield blank + token
    yield token + blank
    for (let i = 0; i < 3; i++) yield insert(token, draw(token.length), blank)
  }
  for (const separator of ["", ",", "/", "-", "%2E", "\u3002", ".."]) yield parts.join(separator)
  for (const quote of ['"', "'", "`", "<>"]) yield quote + token + quote
  yield token.toLowerCase()
  yield token.toUpperCase()
  yield [...token].reverse().join("")
  for (const scheme of ["Bearer ", "v4.local.", "jwt:", "urn:", "s:", "Fe26.2**"]) yield scheme + token
  yield token + token
  yield `${token} ${token}`
  yield `${token},${token}`
  yield JSON.stringify({ protected: header, iv, ciphertext: text, tag })
  yield JSON.stringify({ protected: header, recipients: [{}], iv, ciphertext: text, tag })
  yield JSON.stringify(token)
  yield base64url(token)
  for (const alg of ["none", "HS256", "dir"])
    for (const signature of ["", tag, base64url("signature")])
      yield [base64url(JSON.stringify({ alg })), base64url('{"sub":"1"}'), signature].join(".")
}

const insert = (text: string, at: number, more: string): string => text.slice(0, at) + more + text.slice(at)

function* spellings(token: string, draw: (below: number) => number): Generator<string> {
  const parts = token.split(".")
  for (const i of [0, 2, 3, 4]) {
    const part = parts[i] as string
    const at = (): number => draw(part.length)
    const replaced = (character: string, where = at()): string =>
      part.slice(0, where) + character + part.slice(where + 1)
    const spelled: string[] = ["=", "==", "===", "%3D", "A", "AAA", "-", "_", "%00"].map((end) => part + end)
    for (const character of invalidCharacters) spelled.push(replaced(character), insert(part, at(), character))
    const where = at()
    for (const lookAlike of lookAlikesOf(part.charCodeAt(where))) spelled.push(replaced(lookAlike, where))
    const standard = Buffer.from(part, "base64url").toString("base64")
    if (standard !== part) spelled.push(standard)
    spelled.push(base64url(part), encodeURIComponent(part.replace(/^./, "%41")), [...part].reverse().join(""))
    spelled.push(...surplusBits(part))
    for (const one of spelled) if (one !== part) yield parts.with(i, one).join(".")
  }
}

/** What lenient decoders, or lower-casing, or normalising, take for an ASCII letter. */
const lookAlikesOf = (code: number): string[] =>
  [code + 0x100, code + 0xfee0, code + 0x1d3f9, code | 0x80].map((point) => String.fromCodePoint(point))

/** The last character of a part that does not fill its bytes, with other bits where nobody looks. */
function surplusBits(part: string): string[] {
  const unused = [0, 6, 4, 2][part.length % 4] as number
  const last = alphabet.indexOf(part.at(-1) as string)
  return Array.from({ length: (1 << unused) - 1 }, (_, i) => part.slice(0, -1) + alphabet[last ^ (i + 1)])
}

function* cuts(token: string, count: number, draw: (below: number) => number): Generator<string> {
  for (let i = 0; i < count; i++) yield token.slice(0, count === token.length ? i : draw(token.length))
  for (let i = 1; i <= 20; i++) yield token.slice(i)
}

/** Every bit of every part, or every `step`th. */
function* flips(token: string, step: number): Generator<string> {
  const parts = token.split(".")
  for (const i of [0, 2, 3, 4]) {
    const bytes = Buffer.from(parts[i] as string, "base64url")
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
      yield parts.with(i, base64url(bytes)).join(".")
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
    }
  }
}

function* wrongCryptography(purpose: Purpose, usual: Sealing, bytes: (length: number) => Buffer): Generator<string> {
  const { encryption, secret, salt } = purpose
  const other: Encryption = encryption === "A256GCM" ? "A256CBC-HS512" : "A256GCM"
  const keyLength = usual.key.length

  for (const length of [1, 8, 16, 24, 32, 40, 64, 256])
    yield sealing({ ...usual, encryptedKey: base64url(bytes(length)) })
  for (const encryptedKey of ["A", "=", " ", "null", "AAAA"]) yield sealing({ ...usual, encryptedKey })
  for (const length of [1, 4, 8, 11, 12, 13, 15, 16, 17, 24, 32])
    if (length !== usual.iv.length) yield sealing({ ...usual, iv: bytes(length) })
  for (let length = 0; length < usual.iv.length; length++)
    yield withPart(sealing(usual), 2, usual.iv.subarray(0, length))

  const whole = encryption === "A256GCM" ? 16 : 32
  for (let length = 0; length < whole; length++) yield sealing({ ...usual, cutTag: (tag) => tag.subarray(0, length) })
  for (let more = 1; more <= 33; more++)
    yield sealing({ ...usual, cutTag: (tag) => Buffer.concat([tag.subarray(0, whole), Buffer.alloc(more)]) })
  yield sealing({ ...usual, cutTag: (tag) => Buffer.alloc(tag.length > whole ? whole : tag.length) })

  const genuine = sealing(usual)
  const text = Buffer.from(genuine.split(".")[3] as string, "base64url")
  for (let length = 1; length <= 64; length++) {
    yield withPart(genuine, 3, text.subarray(0, -length))
    yield withPart(genuine, 3, text.subarray(length))
    yield withPart(genuine, 3, Buffer.concat([text, bytes(length)]))
    yield withPart(genuine, 3, Buffer.concat([Buffer.alloc(length), text]))
  }

  const sealed = (key: Buffer): string => sealing({ ...usual, key })
  for (const wrong of ["", `${secret} `, ` ${secret}`, secret.toUpperCase(), "another secret", "secret", "changeme"])
    yield sealed(deriveKey(encryption, wrong, salt))
  for (const wrong of ["another purpose", `${salt}.0`, `${salt} `, `__Host-${salt}`, salt.slice(1) || "-"])
    yield sealed(deriveKey(encryption, secret, wrong))
  yield sealed(Buffer.alloc(keyLength))
  yield sealed(Buffer.alloc(keyLength, 0xff))
  yield sealed(Buffer.from(secret.padEnd(keyLength).slice(0, keyLength)))
  yield sealed(Buffer.concat([deriveKey(other, secret, salt), bytes(64)]).subarray(0, keyLength))
  yield sealed(Buffer.from(usual.key).reverse())
  for (const aad of [Buffer.alloc(0), Buffer.from(properHeader(encryption)), bytes(16)])
    yield sealing({ ...usual, aad })
  yield withPart(genuine, 0, Buffer.from(properHeader(other)))

  if (encryption === "A256CBC-HS512") yield* wrongPadding(usual)
}

const withPart = (token: string, part: number, bytes: Buffer): string =>
  token.split(".").with(part, base64url(bytes)).join(".")

/** What only CBC can have wrong; the tag is right wherever it can be. */
function* wrongPadding(usual: Sealing): Generator<string> {
  const { key, plaintext } = usual
  yield sealing({ ...usual, key: Buffer.concat([key.subarray(32), key.subarray(0, 32)]) })
  yield sealing({ ...usual, cutTag: (tag) => tag.subarray(32) })
  yield sealing({ ...usual, cutTag: (tag) => tag })
  for (const hmac of ["sha256", "sha384", "sha1", "md5", "sha512-256"]) yield sealing({ ...usual, hmac })
  for (const lengthOfAad of [Buffer.alloc(0), Buffer.alloc(8), Buffer.from("0000000000000001", "hex")])
    yield sealing({ ...usual, lengthOfAad })
  const isPadded = true
  const body = Buffer.from(plaintext)
  const blocks = body.subarray(0, body.length - (body.length % 16))
  for (const last of [0, 17, 32, 128, 255])
    yield sealing({ ...usual, isPadded, plaintext: Buffer.concat([blocks, Buffer.alloc(16, last)]) })
  for (let length = 2; length <= 16; length++) {
    const padding = Buffer.alloc(16, length)
    padding[16 - length] = length - 1 // the first byte of the padding, which lenient decoders skip
    yield sealing({ ...usual, isPadded, plaintext: Buffer.concat([blocks, padding]) })
  }
  yield sealing({ ...usual, isPadded, plaintext: Buffer.alloc(0) })
}
