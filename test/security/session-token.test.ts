import { deflateRawSync } from "node:zlib"
import { SignJWT, UnsecuredJWT } from "jose"
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { getToken } from "../../src/jwt.js"
import { type App, openApp, secret } from "../support/app.js"
import { doorsOpenTo } from "./doors.js"
import { claims, type Forgery, keyOf, sealCbc, sealGcm, seconds } from "./forge.js"

const name = "__Secure-next-auth.session-token"
const authjsName = "__Secure-authjs.session-token"
const everyDoor = [
  "GET session",
  "POST session",
  "session",
  "getServerSession",
  "getToken",
  "getToken of Headers",
  "getToken of parsed cookies",
  "withAuth",
]
const key = keyOf.nextAuth(secret)

let app: App
let token: string
beforeAll(async () => {
  app = openApp()
  const browser = app.browser()
  await browser.signIn()
  token = browser.cookie(name) as string
})
afterEach(() => {
  vi.useRealTimers()
})

const isNobody = async (cookie: string): Promise<void> => expect(await doorsOpenTo(app, { cookie })).toEqual([])
const areNobody = async (tokens: Iterable<string>): Promise<void> => {
  for (const it of tokens) expect([it, await doorsOpenTo(app, { cookie: `${name}=${it}` })]).toEqual([it, []])
}
const asCookie = (value: string): string => `${name}=${value}`

describe("somebody is let in at every door, so that the refusals below mean something:", () => {
  test("with the cookie that signing in gave them", async () => {
    expect(await doorsOpenTo(app, { cookie: asCookie(token) })).toEqual(everyDoor)
  })

  test("with a token that next-auth v4 sealed", async () => {
    expect(await doorsOpenTo(app, { cookie: asCookie(sealGcm(claims(), key)) })).toEqual(everyDoor)
  })

  test("with Auth.js v5's cookie under its own name", async () => {
    const cookie = `${authjsName}=${sealCbc(claims(), keyOf.authjs(secret, authjsName))}`
    expect(await doorsOpenTo(app, { cookie })).toEqual(everyDoor)
  })

  test("with a token in an Authorization header, for those who ask for the token", async () => {
    const open = await doorsOpenTo(app, { authorization: `Bearer ${token}` })
    expect(open).toEqual(["getToken", "getToken of Headers", "withAuth"])
  })
})

describe("nobody is anybody", () => {
  test.each([
    ["no cookie", ""],
    ["an empty session cookie", `${name}=`],
    ["a cookie without a value", name],
    ["only semicolons", ";;;"],
    ["the token under no name", `=${"x"}`],
    ["a token that is no token", asCookie("hello")],
    ["a token of null", asCookie("null")],
    ["a token of undefined", asCookie("undefined")],
    ["a token of broken percent-encoding", asCookie("%E0%A4%A")],
    ["a token of percent signs", asCookie("%")],
    ["a token of dots", asCookie("....")],
    ["quotes", asCookie('""')],
    ["one quote", asCookie('"')],
  ])("with %s", (_, cookie) => isNobody(cookie))

  test("with an unknown token of the right form", () =>
    isNobody(asCookie(sealGcm(claims(), keyOf.nextAuth("another secret")))))

  test("with a token cut off anywhere", () =>
    areNobody(Array.from({ length: token.length }, (_, length) => token.slice(0, length))))

  test("with a token that goes on", () =>
    areNobody(["A", ".", "=", "..", ".A", "%00", "-"].map((more) => token + more)))

  test("with a token one character of which is another", () =>
    areNobody(
      Array.from(token, (character, i) => token.slice(0, i) + (character === "A" ? "B" : "A") + token.slice(i + 1)),
    ))

  test("with a token one byte of which has one bit flipped: the header", () => areNobody(flips(token, 0)))
  test("with a token one byte of which has one bit flipped: the initialisation vector", () =>
    areNobody(flips(token, 2)))
  test("with a token one byte of which has one bit flipped: the ciphertext", () => areNobody(flips(token, 3)))
  test("with a token one byte of which has one bit flipped: the tag", () => areNobody(flips(token, 4)))

  test("with a token spelled in another alphabet, padded, or with surplus bits at its end", async () => {
    // Of 50 tokens some hold - and _; all decode leniently to what was sealed.
    const tokens = Array.from({ length: 50 }, () => sealGcm(claims(), key))
    const other = tokens.map((it) => it.replaceAll("-", "+").replaceAll("_", "/")).filter((it, i) => it !== tokens[i])
    expect(other.length).toBeGreaterThan(0)
    await areNobody(other)
    await areNobody(tokens.slice(0, 5).map((it) => `${it}==`))
    // Node reads U+0141 as A, by its lower byte; percent-encoded it fits into a cookie.
    const lookAlike = (it: string): string =>
      it.replace(/[A-Z](?=[^.]*$)/, (letter) => encodeURIComponent(String.fromCodePoint(0x100 + letter.charCodeAt(0))))
    await areNobody(tokens.slice(0, 5).map(lookAlike))
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    const last = alphabet.indexOf(token.at(-1) as string) // 128 bits of tag leave four bits of the last character unused
    await areNobody(Array.from({ length: 15 }, (_, i) => token.slice(0, -1) + alphabet[last ^ (i + 1)]))
  })

  test("with parts of a token left out, doubled or swapped", () => {
    const parts = token.split(".")
    const [header = "", , iv = "", text = "", tag = ""] = parts
    return areNobody([
      [header, iv, text, tag].join("."),
      [...parts, tag].join("."),
      [header, "", text, iv, tag].join("."),
      [header, iv, "", text, tag].join("."),
      ["", "", iv, text, tag].join("."),
      [header, "", iv, "", tag].join("."),
      [header, "", "", text, tag].join("."),
      [header, "", iv, text, ""].join("."),
      [header, "x", iv, text, tag].join("."),
      ["", header, "", iv, text, tag].join("."),
      parts.join(".."),
    ])
  })

  test("with a token whose tag is short (CVE-2025-47275)", () =>
    areNobody(Array.from({ length: 16 }, (_, tagLength) => sealGcm(claims(), key, { tagLength }))))

  test("with a token whose initialisation vector has another length", () =>
    areNobody([1, 8, 11, 13, 16, 32].map((ivLength) => sealGcm(claims(), key, { ivLength }))))

  test("with a sealed key beside direct encryption", () =>
    areNobody([sealGcm(claims(), key, { encryptedKey: Buffer.alloc(32).toString("base64url") })]))
})

/** One bit of each byte of one part of a token, flipped. */
function flips(whole: string, part: number): string[] {
  const parts = whole.split(".")
  const bytes = Buffer.from(parts[part] as string, "base64url")
  return Array.from(bytes, (byte, i) => {
    const changed = Buffer.from(bytes)
    changed[i] = byte ^ (1 << (i % 8))
    return parts.with(part, changed.toString("base64url")).join(".")
  })
}

describe("a token that says how it wants to be opened is not opened:", () => {
  const refused: Record<string, Forgery["header"]> = {
    "alg none": { alg: "none", enc: "A256GCM" },
    "no alg": { enc: "A256GCM" },
    "no enc": { alg: "dir" },
    "alg in capitals": { alg: "DIR", enc: "A256GCM" },
    "alg with a space before it": { alg: " dir", enc: "A256GCM" },
    "alg in a list": { alg: ["dir"], enc: "A256GCM" },
    A256KW: { alg: "A256KW", enc: "A256GCM" },
    A256GCMKW: { alg: "A256GCMKW", enc: "A256GCM" },
    "RSA-OAEP": { alg: "RSA-OAEP", enc: "A256GCM" },
    "ECDH-ES": { alg: "ECDH-ES", enc: "A256GCM", epk: { kty: "EC", crv: "P-256", x: "AA", y: "AA" } },
    A128GCM: { alg: "dir", enc: "A128GCM" },
    A192GCM: { alg: "dir", enc: "A192GCM" },
    "A128CBC-HS256": { alg: "dir", enc: "A128CBC-HS256" },
    "A256CBC-HS512 over GCM": { alg: "dir", enc: "A256CBC-HS512" },
    compression: { alg: "dir", enc: "A256GCM", zip: "DEF" },
    "compression of another kind": { alg: "dir", enc: "A256GCM", zip: null },
    "an unknown extension marked critical": { alg: "dir", enc: "A256GCM", crit: ["x"], x: 1 },
    "an empty list of critical extensions": { alg: "dir", enc: "A256GCM", crit: [] },
    "critical exp": { alg: "dir", enc: "A256GCM", crit: ["exp"], exp: 9e9 },
    "a list": "[]",
    null: "null",
    "a number": "1",
    "a text": '"dir"',
    "no JSON": "{",
    nothing: "",
    "too long": { alg: "dir", enc: "A256GCM", kid: "x".repeat(100_000) },
    "nested deeply": `{"alg":"dir","enc":"A256GCM","x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
  }
  test.each(Object.entries(refused))("%s", (_, header) => areNobody([sealGcm(claims(), key, { header })]))

  test("PBES2 with a billion rounds, and quickly (GHSA-jv3g-j58f-9mq9, CVE-2022-36083)", async () => {
    const header = { alg: "PBES2-HS256+A128KW", enc: "A256GCM", p2c: 1_000_000_000, p2s: "AAAA" }
    const forged = sealGcm(claims(), key, { header, encryptedKey: "AAAA" })
    expect(await millisecondsOf(() => areNobody([forged]))).toBeLessThan(1000)
  })

  test("a hundred megabytes in a small token (GHSA-hhhv-q57g-882q, CVE-2024-28176, CVE-2025-62706)", async () => {
    const bomb = deflateRawSync(Buffer.alloc(100_000_000, " "))
    const forged = sealGcm(bomb, key, { header: { alg: "dir", enc: "A256GCM", zip: "DEF" } })
    const before = process.memoryUsage().rss
    await areNobody([forged])
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000)
  })

  test("a signed token instead of a sealed one, with the secret or with the key", async () => {
    const payload = JSON.parse(claims())
    const sign = (bytes: Uint8Array) => new SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(bytes)
    await areNobody([await sign(new TextEncoder().encode(secret)), await sign(key)])
  })

  test("an unsigned token, bare or sealed in place of claims (CVE-2026-29000)", () => {
    const unsigned = new UnsecuredJWT(JSON.parse(claims())).encode()
    return areNobody([
      unsigned,
      sealGcm(unsigned, key),
      sealGcm(unsigned, key, { header: { alg: "dir", enc: "A256GCM", cty: "JWT" } }),
    ])
  })

  test("Auth.js v5's format under next-auth's name, and the reverse", async () => {
    await areNobody([sealCbc(claims(), keyOf.authjs(secret, authjsName))])
    await isNobody(`${authjsName}=${token}`)
    await isNobody(`${authjsName}=${sealGcm(claims(), keyOf.authjs(secret, authjsName).subarray(0, 32))}`)
  })
})

describe("a sealed token that holds something else than valid claims is nobody's:", () => {
  test.each(["null", "[]", '"ada"', "1", "true", "", "{", '{"sub":"1"', "\u0000", "undefined"])("%j", (plaintext) =>
    areNobody([sealGcm(plaintext, key)]),
  )

  test.each(
    ["exp", "nbf", "iat"].flatMap((claim) =>
      ['"123"', '"4102444800"', "[]", "[4102444800]", "{}", "null", "true", "1e400", "-1e400", '""'].map(
        (value): [string, string] => [claim, value],
      ),
    ),
  )("%s: %s is a refusal, not an absent claim (CVE-2026-25537)", (claim, value) =>
    areNobody([sealGcm(claims({ [claim]: "@" }).replace('"@"', value), key)]),
  )

  test("invalid UTF-8 never breaks a door", async () => {
    const plaintext = Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('"')])
    await areNobody([sealGcm(plaintext, key)])
  })

  test("a claim called __proto__ gives nobody a role", async () => {
    const forged = sealGcm('{"sub":"1","__proto__":{"isAdmin":true}}', key)
    const browser = app.browser()
    browser.plant(name, forged)
    expect(await browser.session()).not.toHaveProperty("isAdmin")
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })
})

describe("clocks of two servers may differ by 15 seconds:", () => {
  const noon = new Date("2030-01-01T12:00:00.500Z")
  const at = (offset: number): number => Math.floor(noon.getTime() / 1000) + offset
  const doorsAtNoon = (changes: object) => {
    vi.useFakeTimers({ toFake: ["Date"], now: noon })
    return doorsOpenTo(app, { cookie: asCookie(sealGcm(claims({ iat: at(-60), exp: at(3600), ...changes }), key)) })
  }

  test("a token that expired 14 seconds ago is good", async () => {
    expect(await doorsAtNoon({ exp: at(-14) })).toEqual(everyDoor)
  })
  test("a token that expired 15 seconds ago is not", async () => {
    expect(await doorsAtNoon({ exp: at(-15) })).toEqual([])
  })
  test.each([0, -1, 1, -(2 ** 31), -Number.MAX_SAFE_INTEGER])("nor is one that expired at %i", async (exp) => {
    expect(await doorsAtNoon({ exp })).toEqual([])
  })
  test("a token that begins in 15 seconds is good", async () => {
    expect(await doorsAtNoon({ nbf: at(15) })).toEqual(everyDoor)
  })
  test("a token that begins in 16 seconds is not", async () => {
    expect(await doorsAtNoon({ nbf: at(16) })).toEqual([])
  })
  test("a session that was valid is over when its time has come", async () => {
    const cookie = asCookie(sealGcm(claims({ exp: seconds() + 3600 }), key))
    expect(await doorsOpenTo(app, { cookie })).toEqual(everyDoor)
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_616_000 })
    expect(await doorsOpenTo(app, { cookie })).toEqual([])
  })
})

describe("oversized tokens cost little (CVE-2025-61920, CVE-2025-30204)", () => {
  const huge: Record<string, () => string> = {
    "1 MB of letters": () => "A".repeat(1_000_000),
    "1 MB that was really sealed": () => sealGcm(claims({ x: "x".repeat(750_000) }), key),
    "8 kB of dots": () => ".".repeat(8192),
    "1 MB of dots": () => ".".repeat(1_000_000),
    "a token followed by 1 MB of dots": () => token + ".".repeat(1_000_000),
    "1 MB of percent signs": () => "%".repeat(1_000_000),
    "64 kB of spaces": () => `x${" ".repeat(65_536)}x`,
  }
  test.each(Object.entries(huge))("%s", async (_, make) => {
    const forged = make()
    expect(await millisecondsOf(() => isNobody(asCookie(forged)))).toBeLessThan(1000)
  })

  test("ten thousand cookies", async () => {
    const cookie = Array.from({ length: 10_000 }, (_, i) => `${name}.${i}=x`).join("; ")
    expect(await millisecondsOf(() => isNobody(cookie))).toBeLessThan(1000)
  })
})

describe("chunks:", () => {
  const chunk = (index: number | string, value: string): string => `${name}.${index}=${value}`
  const half = () => Math.floor(token.length / 2)
  const [first, second] = [() => token.slice(0, half()), () => token.slice(half())]

  test("in order, or in any order, are one token", async () => {
    expect(await doorsOpenTo(app, { cookie: `${chunk(0, first())}; ${chunk(1, second())}` })).toEqual(everyDoor)
    expect(await doorsOpenTo(app, { cookie: `${chunk(1, second())}; ${chunk(0, first())}` })).toEqual(everyDoor)
  })

  test("with a gap, without a beginning, doubled or swapped are none", async () => {
    await isNobody(`${chunk(0, first())}; ${chunk(2, second())}`)
    await isNobody(`${chunk(1, first())}; ${chunk(2, second())}`)
    await isNobody(chunk(1, token))
    await isNobody(`${chunk(0, second())}; ${chunk(1, first())}`)
    await isNobody(`${chunk(0, first())}; ${chunk(0, second())}`)
    await isNobody(chunk(0, first()))
  })

  test.each(["99", "64", "00", "-1", "+0", "1e0", "0x0", " 0", "0 ", "", "__proto__", "constructor", "0.0", "x"])(
    "under the index %j are none",
    (index) => isNobody(chunk(index, token)),
  )

  test("of two tokens are no token", async () => {
    const other = sealGcm(claims({ sub: "2" }), key)
    await isNobody(`${chunk(0, first())}; ${chunk(1, other.slice(half()))}`)
  })
})

describe("look-alikes:", () => {
  test.each([
    `${name}-foo`,
    `${name}.evil`,
    `${name}.evil.0`,
    `${name}0`,
    `x${name}`,
    `x-${name}`,
    "__secure-next-auth.session-token",
    "__Secure-Next-Auth.Session-Token",
    "__Host-next-auth.session-token",
    "session-token",
    "__Secure-next-auth_session-token",
    "__Secure-next-authxsession-token",
  ])("a good token under %s is nobody's", (lookAlike) => isNobody(`${lookAlike}=${token}`))

  test("a good token inside the value of another cookie is nobody's", async () => {
    await isNobody(`theme=${name}=${token}`)
    await isNobody(`theme="; ${name}x=${token}`)
  })

  test("the cookie of http counts for nobody on https", () => isNobody(`next-auth.session-token=${token}`))

  test("of two cookies with one name the first counts, at every door that is given them as sent", async () => {
    const unparsed = everyDoor.filter((door) => !/parsed/.test(door))
    expect(await doorsOpenTo(app, { cookie: `${asCookie(token)}; ${asCookie("forged")}` })).toEqual(
      expect.arrayContaining(unparsed),
    )
    const reverse = await doorsOpenTo(app, { cookie: `${asCookie("forged")}; ${asCookie(token)}` })
    expect(reverse.filter((door) => unparsed.includes(door))).toEqual([])
  })
})

test("no other header is a session, whatever it is called (GHSA-35w3-6qhc-474v, CVE-2024-29901)", async () => {
  const names = [
    "session",
    "auth-session",
    "session-token",
    "next-auth-session",
    "next-auth.session-token",
    "workos-session",
  ]
  const owners = [
    "user",
    "user-id",
    "forwarded-user",
    "remote-user",
    "auth-user",
    "authenticated-userid",
    "middleware-auth",
  ]
  for (const header of [...names, ...owners].flatMap((it) => [it, `x-${it}`, `X-${it.toUpperCase()}`])) {
    for (const value of [token, `Bearer ${token}`, JSON.stringify({ user: { id: "1" } }), "1"]) {
      const headers = new Headers({ [header]: value })
      expect((await app.auth.session(headers)).session).toBeNull()
      expect(await getToken({ req: { headers }, secret })).toBeNull()
      const request = new Request("https://app.example/api/auth/session", { headers })
      expect(await (await app.auth.handle(request)).text()).toBe("{}")
    }
  }
})

describe("the Authorization header:", () => {
  test.each([
    "Bearer",
    "Bearer ",
    "Bearer %",
    "Bearer %E0%A4%A",
    "Bearer %%%",
    `Bearer ${"%".repeat(65_536)}`,
    `Bearer ${"x".repeat(65_536)}`,
    "Basic YTpi",
    "Bearer null",
    "Bearer undefined, Bearer undefined",
  ])("%.30s is nobody's and breaks nothing: GHSA-xmf8-cvqr-rfgj", async (authorization) => {
    expect(await doorsOpenTo(app, { authorization })).toEqual([])
  })

  test("two tokens in one header are none", async () => {
    expect(await doorsOpenTo(app, { authorization: `Bearer ${token}, Bearer ${token}` })).toEqual([])
  })

  test("a broken cookie is not made up for by a good header", async () => {
    expect(await doorsOpenTo(app, { cookie: asCookie("forged"), authorization: `Bearer ${token}` })).toEqual([])
  })
})

test("an app that reads the same token again and again gets the same answer", async () => {
  for (let i = 0; i < 25; i++) expect(await doorsOpenTo(app, { cookie: asCookie(token) })).toEqual(everyDoor)
})

test("no refused token ever got into the log", () => {
  const logged = JSON.stringify(app.log, (_, value) => (value instanceof Error ? [value.message, value.cause] : value))
  expect(logged).toContain("JWT_SESSION_ERROR")
  const [, , iv = "", text = "", tag = ""] = token.split(".")
  for (const part of [iv, text, tag, token]) expect(logged.includes(part)).toBe(false)
})

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
