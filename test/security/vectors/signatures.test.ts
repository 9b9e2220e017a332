/** Signatures in the classes of Project Wycheproof: whoever is registered for one algorithm believes that, and nothing else. */
import { createHmac } from "node:crypto"
import { compactVerify, importJWK } from "jose"
import { describe, expect, test } from "vitest"
import { clientSecret } from "../../support/scripted-provider.js"
import { areRefused, isBelievedEverywhere, published } from "./offered.js"
import { base64url } from "./sealing.js"
import { keyOfAlgorithm, keys, rsaOfAnAttacker, type Signing, signatureBy, signing } from "./signing.js"
import { asked, claims, isBelieved, verifiers } from "./verifiers.js"

const algorithms = Object.keys(keyOfAlgorithm)
const good = (by: string, changes: Partial<Signing> = {}): string => signing({ claims: claims(), by, ...changes })

test.each(algorithms.filter((name) => keyOfAlgorithm[name]))(
  "a client registered for %s believes that alone of fourteen algorithms, whatever a token calls itself and whichever key it names (CVE-2016-10555, GHSA-gjcw-v447-2w7q, CVE-2016-1000223, CVE-2022-23539, CVE-2022-23540, CVE-2024-54150)",
  async (registered) => {
    for (const algorithm of algorithms) {
      for (const named of new Set([algorithm, registered])) {
        for (const key of new Set([keyOfAlgorithm[algorithm], keyOfAlgorithm[registered]])) {
          const header = { alg: named, ...(key ? { kid: key.kid } : {}) }
          const token = good(algorithm, { header, secret: clientSecret })
          const isRight = algorithm === registered && named === registered
          if (!isRight) await areRefused({ [`${algorithm} as ${named}, ${key?.kid}`]: token }, registered)
          else {
            await isBelievedEverywhere(token, registered)
            await compactVerify(token, await importJWK(key?.jwk as never, registered))
          }
        }
      }
    }
  },
)

describe("what a provider publishes is no secret:", () => {
  const { publicKey, jwk } = keys.rsa
  const pkcs1 = publicKey.export({ type: "pkcs1", format: "pem" }) as string
  const spki = publicKey.export({ type: "spki", format: "pem" }) as string
  const spelled: Record<string, string | Buffer> = {
    pkcs1,
    spki,
    der: publicKey.export({ type: "spki", format: "der" }),
    "PKCS#1 in DER": publicKey.export({ type: "pkcs1", format: "der" }),
    jwk: JSON.stringify(jwk),
    jwks: JSON.stringify({ keys: [jwk] }),
    n: jwk.n as string,
    "n as bytes": Buffer.from(jwk.n as string, "base64url"),
    "a certificate": spki.replaceAll("PUBLIC KEY", "CERTIFICATE"),
    trimmed: spki.trim(),
    "a space before it": ` ${spki}`,
    "a line before it": `\n${spki}`,
    "a mark before it": `\ufeff${spki}`,
    CRLF: spki.replaceAll("\n", "\r\n"),
    "one line": spki.replaceAll("\n", ""),
    "the base64 alone": spki.replace(/-----.*-----|\n/g, ""),
  }

  test("a token signed with it by HMAC is refused, however it is spelled (CVE-2015-9235, CVE-2022-23541, GHSA-c2ff-88x2-x9pg, CVE-2023-48223, GHSA-mvf2-f6gm-w987, CVE-2026-34950)", async () => {
    for (const [name, secret] of Object.entries(spelled)) {
      for (const by of ["HS256", "HS384", "HS512"]) {
        for (const alg of [by, "RS256"]) {
          const token = good(by, { header: { alg, kid: keys.rsa.kid }, secret })
          await areRefused({ [`${name}, ${by} as ${alg}`]: token })
          await areRefused({ [`${name}, ${by} as ${alg}, for one who shares a secret`]: token }, by)
        }
      }
    }
  })

  test("a key without an algorithm is not taken for what the token says (GHSA-f67f-6cw9-8mq4, CVE-2026-22817, CVE-2026-22818)", async () => {
    const secretsAmongThem = [
      ...published,
      { kty: "oct", kid: "shared", k: base64url("a shared secret, 32 bytes long…") },
    ]
    for (const by of ["HS256", "HS384", "HS512"]) {
      const secret = "a shared secret, 32 bytes long…"
      await areRefused({ [by]: good(by, { header: { alg: by, kid: "shared" }, secret }) }, "RS256", secretsAmongThem)
      await areRefused({ [by]: good(by, { header: { alg: by, kid: "shared" }, secret }) }, by, secretsAmongThem)
    }
    const named = published.map((key) => ({ ...key, alg: "ES256" }))
    await areRefused({ "a key for another algorithm": good("RS256") }, "RS256", named)
  })
})

test("a token that brings its own key is refused, and no address in it is asked (CVE-2018-0114)", async () => {
  const { jwk, privateKey } = rsaOfAnAttacker
  const elsewhere = "https://127.0.0.1:9/evil"
  const brought: object[] = [
    { jwk },
    { jwk, kid: jwk.kid },
    { jku: elsewhere },
    { jku: elsewhere, kid: jwk.kid },
    { x5u: elsewhere },
    { x5c: [jwk.n] },
    { x5c: [jwk.n], x5t: "AAAA", "x5t#S256": "AAAA" },
  ]
  for (const more of brought)
    await areRefused({
      [JSON.stringify(more).slice(0, 40)]: good("RS256", { header: { alg: "RS256", ...more }, key: privateKey }),
    })
  expect(asked.filter((url) => url.includes("evil"))).toEqual([])
  await areRefused({ "with the key's id only": good("RS256", { key: privateKey }) })
})

test("a key id finds no key but that of its name (GHSA-869p-cjfg-cm3x, CVE-2025-65945)", async () => {
  const kids = [
    "__proto__",
    "constructor",
    "toString",
    "../../dev/null",
    "/dev/null",
    "' OR 1=1--",
    "0",
    "",
    "RSA",
    "rsa ",
  ]
  for (const kid of [...kids, 0, null, [], ["rsa"], {}, true]) {
    const header = { alg: "RS256", kid }
    await areRefused({
      [`${JSON.stringify(kid)}, an attacker's`]: good("RS256", { header, key: rsaOfAnAttacker.privateKey }),
    })
    await areRefused({ [`${JSON.stringify(kid)}, another`]: good("RS256", { header }) })
  }
  for (const secret of ["", "undefined", "null", "\0", Buffer.alloc(32), "[object Object]"]) {
    for (const kid of ["__proto__", "../../dev/null", "none"])
      await areRefused({ [`${kid}, ${secret}`]: good("HS256", { header: { alg: "HS256", kid }, secret }) }, "HS256")
  }
})

describe("a signature that is none of its algorithm is refused:", () => {
  const unsigned = (by: string): string => good(by).split(".").slice(0, 2).join(".")
  const withSignature = (text: string, bytes: Buffer): string => `${text}.${base64url(bytes)}`

  test("elliptic curves: nought, one, the order, DER, short, long, swapped (CVE-2022-21449)", async () => {
    const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex")
    const [zero, one] = [Buffer.alloc(32), Buffer.from("01".padStart(64, "0"), "hex")]
    const text = unsigned("ES256")
    const real = signatureBy("ES256", text, "")
    const [r, s] = [real.subarray(0, 32), real.subarray(32)]
    const pairs = [zero, one, order, r, s].flatMap((a) => [zero, one, order, r, s].map((b) => Buffer.concat([a, b])))
    const others = [
      Buffer.alloc(0),
      r,
      Buffer.concat([real, zero]),
      Buffer.concat([zero, real]),
      Buffer.alloc(64, 0xff),
    ]
    const der = Buffer.concat([Buffer.from("30440220", "hex"), r, Buffer.from("0220", "hex"), s])
    const forged = [...pairs, ...others, der, real.subarray(0, 63), real.subarray(1)].filter((it) => !it.equals(real))
    await areRefused(Object.fromEntries(forged.map((it) => [it.toString("hex"), withSignature(text, it)])), "ES256")
    await isBelievedEverywhere(withSignature(text, real), "ES256")
  })

  test("Edwards curves: a second spelling of the same signature, points of small order, nought (CVE-2024-48949)", async () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const text = unsigned("EdDSA")
    const real = signatureBy("EdDSA", text, "")
    const [point, scalar] = [
      real.subarray(0, 32),
      BigInt(`0x${Buffer.from(real.subarray(32)).reverse().toString("hex")}`),
    ]
    const little = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse()
    const neutral = little(1n)
    const forged = [
      ...[1n, 2n, 3n].map((times) => Buffer.concat([point, little(scalar + times * order)])),
      Buffer.concat([point, little(order)]),
      ...[neutral, little(0n), Buffer.alloc(32, 0xff)].map((small) => Buffer.concat([small, little(0n)])),
      Buffer.alloc(64),
      Buffer.concat([real.subarray(32), point]),
      real.subarray(0, 63),
      Buffer.concat([real, Buffer.alloc(1)]),
    ]
    await areRefused(Object.fromEntries(forged.map((it) => [it.toString("hex"), withSignature(text, it)])), "EdDSA")
    await isBelievedEverywhere(withSignature(text, real), "EdDSA")
  })

  test("HMAC: cut, longer, of another hash, of an empty secret", async () => {
    const text = unsigned("HS256")
    const real = signatureBy("HS256", text, clientSecret)
    const forged: Record<string, Buffer> = { empty: Buffer.alloc(0), nought: Buffer.alloc(32) }
    for (let length = 1; length < 32; length++) forged[`cut to ${length}`] = real.subarray(0, length)
    forged.longer = Buffer.concat([real, Buffer.alloc(1)])
    for (const hash of ["sha1", "md5", "sha512-256", "sha384"])
      forged[hash] = createHmac(hash, clientSecret).update(text).digest()
    for (const secret of ["", " ", `${clientSecret} `, clientSecret.slice(1)])
      forged[`by ${secret}`] = signatureBy("HS256", text, secret)
    for (const [name, bytes] of Object.entries(forged))
      await areRefused({ [name]: withSignature(text, bytes) }, "HS256")
    const verifier = verifiers["an ID token"] as never
    expect(await isBelieved(verifier, withSignature(text, real), "HS256", [])).toBe(true)
  })
})

test("keys that are for something else verify nothing", async () => {
  const { jwk } = keys.rsa
  const odd: Record<string, object> = {
    "for encryption": { ...jwk, use: "enc" },
    "for encrypting": { ...jwk, key_ops: ["encrypt"] },
    "for another algorithm": { ...jwk, alg: "RS512" },
    "of another kind": { ...jwk, kty: "EC" },
    "of another kind's name": { ...jwk, kty: "rsa" },
    "without a modulus": { ...jwk, n: undefined },
    "with a modulus of nought": { ...jwk, n: "AA" },
    "with an exponent of one": { ...jwk, e: "AQ" },
    "of an attacker under its id": rsaOfAnAttacker.jwk,
    "with a secret's shape": { kty: "oct", kid: jwk.kid, k: jwk.n },
  }
  for (const [name, key] of Object.entries(odd)) await areRefused({ [name]: good("RS256") }, "RS256", [key])
  await isBelievedEverywhere(good("RS256"), "RS256", [{ ...jwk, use: "sig", key_ops: ["verify"], alg: "RS256" }])
})

test("one token is believed a hundred times, or never (GHSA-3j8v-cgw4-2g6q, CVE-2026-35040, GHSA-cjw9-ghj4-fwxf, CVE-2026-35041)", async () => {
  const token = good("RS256", { claims: claims({ padding: "a".repeat(65_536) }) })
  const forged = good("RS256", { key: rsaOfAnAttacker.privateKey })
  const started = process.cpuUsage()
  const believed = (it: string) => isBelieved(verifiers["an ID token"] as never, it, "RS256", published)
  for (let i = 0; i < 100; i++) expect([await believed(token), await believed(forged)]).toEqual([true, false])
  const { user } = process.cpuUsage(started)
  expect(user / 1000 / 200).toBeLessThan(50)
})
