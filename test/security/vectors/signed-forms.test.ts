/** The form of a signed token, in the classes of Project Wycheproof: its spelling, its header, its padding. */
import { constants, createHash, privateEncrypt, sign } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { alphabet, invalidCharacters } from "./headers.js"
import { areRefused, isBelievedEverywhere } from "./offered.js"
import { base64url } from "./sealing.js"
import { keys, signing } from "./signing.js"
import { claims, files } from "./verifiers.js"

const { kid, privateKey } = keys.rsa
const good = (): string => signing({ claims: claims() })

test("every file that verifies a signature has a place among those that tokens are offered at", () => {
  const source = new URL("../../../src/", import.meta.url)
  const found = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (path) =>
      /(?<!\.test)\.ts$/.test(path) &&
      /await withServerKeys|return withServerKeys/.test(readFileSync(new URL(path, source), "utf8")),
  )
  expect(found.sort()).toEqual(files)
})

test("a signature is spelled in one way only", async () => {
  const [header, payload, signature = ""] = good().split(".")
  const spelled: Record<string, string> = {
    empty: "",
    standard: Buffer.from(signature, "base64url").toString("base64"),
  }
  for (const end of ["=", "==", "===", "A", "%3D", "\n", " "])
    spelled[`followed by ${JSON.stringify(end)}`] = signature + end
  for (const character of invalidCharacters)
    spelled[`with ${JSON.stringify(character)}`] = `${signature.slice(0, 100)}${character}${signature.slice(100)}`
  const last = alphabet.indexOf(signature.at(-1) as string)
  for (let i = 1; i < 16; i++) spelled[`surplus bits ${i}`] = signature.slice(0, -1) + alphabet[last ^ i]
  const tokens = Object.entries(spelled).map(([name, text]) => [name, `${header}.${payload}.${text}`])
  await areRefused(Object.fromEntries(tokens.filter(([, token]) => token !== `${header}.${payload}.${signature}`)))
  await isBelievedEverywhere(`${header}.${payload}.${signature}`)
})

test("header and claims are spelled in one way only, even where a signature covers another", async () => {
  const spellings: Record<string, (bytes: Buffer) => string> = {
    padded: (bytes) => `${base64url(bytes)}${"=".repeat((3 - (bytes.length % 3)) % 3 || 3)}`,
    "with a blank": (bytes) => base64url(bytes).replace(/^../, "$& "),
    "with a line": (bytes) => base64url(bytes).replace(/^../, "$&\n"),
    "in hexadecimal": (bytes) => bytes.toString("hex"),
    "as it is": (bytes) => bytes.toString(),
    twice: (bytes) => base64url(base64url(bytes)),
  }
  for (const [name, spell] of Object.entries(spellings))
    await areRefused({ [name]: signing({ claims: claims(), spell }) })
})

test("three parts, compact and whole", async () => {
  const token = good()
  const [header = "", payload = "", signature = ""] = token.split(".")
  await areRefused({
    nothing: "",
    dots: "..",
    "two parts": `${header}.${payload}`,
    "no signature": `${header}.${payload}.`,
    "no header": `.${payload}.${signature}`,
    detached: `${header}..${signature}`,
    "four parts": `${token}.${signature}`,
    "a dot more": `${token}.`,
    "a dot before": `.${token}`,
    "five parts": `${header}..${payload}.${payload}.${signature}`,
    "a blank before": ` ${token}`,
    json: JSON.stringify({ protected: header, payload, signature }),
    "general JSON": JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    quoted: JSON.stringify(token),
    "signed by nobody": `${base64url('{"alg":"none"}')}.${payload}.`,
    "signed by nobody, with a signature": `${base64url('{"alg":"none"}')}.${payload}.${signature}`,
    "another's claims": `${header}.${base64url(JSON.stringify(claims({ sub: "another" })))}.${signature}`,
  })
})

test("a header that asks for what we do not understand, or is none, is refused (GHSA-hm7r-c7qw-ghp6, CVE-2026-35042, GHSA-9ggr-2464-2j32, CVE-2025-59420)", async () => {
  const headers: (object | string)[] = [
    { alg: "RS256", kid, crit: ["x"], x: 1 },
    { alg: "RS256", kid, crit: [] },
    { alg: "RS256", kid, crit: ["exp"], exp: 1 },
    { alg: "RS256", kid, crit: ["b64"], b64: false },
    { alg: "RS256", kid, crit: ["b64"], b64: true },
    { alg: "RS256", kid, crit: null },
    { alg: "RS256", kid, crit: "x" },
    { alg: "RS256", kid, crit: ["alg"] },
    ...["rs256", "RS256 ", " RS256", "RS256\0", "Rs256", "", "none", "None", "NONE", "nOnE"].map((alg) => ({
      alg,
      kid,
    })),
    ...[null, 0, true, ["RS256"], {}].map((alg) => ({ alg, kid })),
    { kid },
    { ALG: "RS256", kid },
    `[{"alg":"RS256","kid":"${kid}"}]`,
    ...["", "null", "1", '"RS256"', "{", `{"alg":"RS256","kid":"${kid}"}x`, "{'alg':'RS256'}"],
    `{"__proto__":{"alg":"RS256"},"kid":"${kid}"}`,
  ]
  for (const header of headers) await areRefused({ [JSON.stringify(header)]: signing({ claims: claims(), header }) })
})

test("a payload that was signed unencoded is refused", async () => {
  const header = base64url(JSON.stringify({ alg: "RS256", kid, b64: false, crit: ["b64"] }))
  const payload = JSON.stringify(claims())
  const signature = sign("sha256", Buffer.from(`${header}.${payload}`), privateKey)
  await areRefused({
    unencoded: `${header}.${payload}.${base64url(signature)}`,
    encoded: `${header}.${base64url(payload)}.${base64url(signature)}`,
  })
})

test("claims that are no object, or no JSON, are refused", async () => {
  const genuine = JSON.stringify(claims())
  for (const text of [
    "",
    "null",
    "[]",
    `[${genuine}]`,
    '"x"',
    "1",
    "{",
    `${genuine}x`,
    `${genuine}\0`,
    genuine.replaceAll('"', "'"),
  ])
    await areRefused({ [text.slice(0, 30)]: signing({ claims: text }) })
})

test("of RSA's paddings one counts, to the byte (CVE-2025-12816)", async () => {
  const text = good().split(".").slice(0, 2).join(".")
  const digest = createHash("sha256").update(text).digest()
  const sha256 = Buffer.from("3031300d060960864801650304020105000420", "hex")
  const size = 256
  const padded = (info: Buffer, type = 1, filler = 0xff, after = Buffer.alloc(0)): Buffer => {
    const tail = Buffer.concat([Buffer.from([0]), info, after])
    return Buffer.concat([Buffer.from([0, type]), Buffer.alloc(size - 2 - tail.length, filler), tail])
  }
  const whole = Buffer.concat([sha256, digest])
  const info = (hex: string): Buffer => Buffer.concat([Buffer.from(hex, "hex"), digest])
  const blocks: Record<string, Buffer> = {
    "of another type": padded(whole, 2),
    "of type nought": padded(whole, 0, 0),
    "with another filler": padded(whole, 1, 0xfe),
    "with garbage behind": padded(whole, 1, 0xff, Buffer.alloc(100, 1)),
    "with a nought behind": padded(whole, 1, 0xff, Buffer.alloc(1)),
    "without an algorithm": padded(digest),
    "of SHA-1": padded(info("3021300906052b0e03021a05000414")),
    "of SHA-512": padded(info("3051300d060960864801650304020305000440")),
    "in a long form of length": padded(info("308131300d060960864801650304020105000420")),
    "with parameters of its own": padded(info("3033300f0609608648016503040201050201010420")),
    "with a digest cut off": padded(whole.subarray(0, -1)),
    "of a text that is shorter": padded(Buffer.concat([sha256, digest.subarray(0, 31), Buffer.alloc(1)])),
    nought: Buffer.alloc(size),
  }
  const raw = { key: privateKey, padding: constants.RSA_NO_PADDING }
  for (const [name, block] of Object.entries(blocks))
    await areRefused({ [name]: `${text}.${base64url(privateEncrypt(raw, block))}` })
  await isBelievedEverywhere(`${text}.${base64url(privateEncrypt(raw, padded(whole)))}`)

  const real = privateEncrypt(raw, padded(whole))
  const modulus = BigInt(`0x${Buffer.from(keys.rsa.jwk.n as string, "base64url").toString("hex")}`)
  const larger = BigInt(`0x${real.toString("hex")}`) + modulus
  const others = {
    "a byte more": Buffer.concat([Buffer.alloc(1), real]),
    "a byte less": real.subarray(1),
    "larger than the modulus": Buffer.from(larger.toString(16).padStart(514, "0"), "hex"),
    nought: Buffer.alloc(size),
    one: Buffer.concat([Buffer.alloc(size - 1), Buffer.from([1])]),
  }
  for (const [name, bytes] of Object.entries(others)) await areRefused({ [name]: `${text}.${base64url(bytes)}` })

  for (const saltLength of [0, 20, 222]) {
    const head = `${base64url(JSON.stringify({ alg: "PS256", kid }))}.${text.split(".")[1]}`
    const options = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
    await areRefused(
      { [`salt ${saltLength}`]: `${head}.${base64url(sign("sha256", Buffer.from(head), options))}` },
      "PS256",
    )
  }
  expect(whole).toHaveLength(51)
})
