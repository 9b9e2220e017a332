import { scryptSync } from "node:crypto"
import { availableParallelism } from "node:os"
import { afterEach, describe, expect, test, vi } from "vitest"
import { RequestError, StorageError } from "../../core/errors.js"
import { threadPoolSize } from "../../core/options/env.js"
import { hashPassword, needsRehash, verifyPassword } from "./password.js"
import { scrypt } from "./scrypt.js"

afterEach(() => vi.unstubAllEnvs())

const base64 = (bytes: string | Buffer, encoding?: BufferEncoding): string =>
  (typeof bytes === "string" ? Buffer.from(bytes, encoding) : bytes).toString("base64").replace(/=+$/, "")

/** A hash that costs a thousandth of ours. */
const cheapHash = (password: string, { ln = 7, r = 8, p = 1, salt = "a salt of ours", length = 32 } = {}): string =>
  `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(scryptSync(password, salt, length, { N: 2 ** ln, r, p }))}`

describe("the vectors of RFC 7914 §12:", () => {
  const second =
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
  const third =
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
  const fourth =
    "2101cb9b6a511aaeaddbbe09cf70f881ec568d574a2ffd4dabe5ee9820adaa478e56fd8f4ba5d09ffa1c6d927c40f4c337304049e8a952fbcbf45c6fa77a41a4"

  test("the first, whose password and salt are empty, by scrypt itself", async () => {
    const empty = Buffer.alloc(0)
    expect((await scrypt(empty, empty, 64, { ln: 4, r: 1, p: 1 })).toString("hex")).toBe(
      "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
    )
  })

  test.each([
    ["the second", "password", "NaCl", "ln=10,r=8,p=16", second],
    ["the third", "pleaseletmein", "SodiumChloride", "ln=14,r=8,p=1", third],
  ])("%s", async (_, password, salt, cost, hash) => {
    const stored = `$scrypt$${cost}$${base64(salt)}$${base64(hash, "hex")}`
    expect(await verifyPassword(password, stored)).toBe(true)
    expect(await verifyPassword(`${password}x`, stored)).toBe(false)
  })

  test("the fourth, which takes a gigabyte, is refused", async () => {
    const stored = `$scrypt$ln=20,r=8,p=1$${base64("SodiumChloride")}$${base64(fourth, "hex")}`
    await expect(verifyPassword("pleaseletmein", stored)).rejects.toThrow(StorageError)
  })
})

test("a hash is the one of its password and of no other, is salted, and needs no other", async () => {
  const [hash, again] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")])
  expect(hash).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(hash).not.toBe(again)
  expect(await verifyPassword("correct horse", hash)).toBe(true)
  expect(await verifyPassword("correct horsf", hash)).toBe(false)
  expect(needsRehash(hash)).toBe(false)
})

test("hashes that passlib has written are read", async () => {
  const stored = "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E"
  expect(await verifyPassword("password", stored)).toBe(true)
})

test.each([
  ["an accent in one sign, and in two", "cafe\u0301", "caf\u00e9"],
  ["a ligature, and its letters", "\ufb01sh", "fish"],
  ["wide letters, and narrow ones", "\uff50\uff57", "pw"],
])("a password is the same on every keyboard (NFKC): %s", async (_, typed, stored) => {
  expect(await verifyPassword(typed, cheapHash(stored))).toBe(true)
})

test.each([
  ["letters of both kinds", "Password", "password"],
  ["spaces at the end", "password ", "password"],
  ["what comes after a NUL", "a\0b", "a\0c"],
  ["what comes after 72 bytes", `${"x".repeat(72)}y`, `${"x".repeat(72)}z`],
  ["the last of 4,096 bytes", `${"x".repeat(4095)}y`, `${"x".repeat(4095)}z`],
])("a password counts to its last character: %s", async (_, password, other) => {
  const hash = cheapHash(password)
  expect([await verifyPassword(password, hash), await verifyPassword(other, hash)]).toEqual([true, false])
})

describe("what is not hashed at all", () => {
  const none: [string, unknown][] = [
    ["an empty one", ""],
    ["4,097 bytes", "x".repeat(4097)],
    ["fewer characters, but 4,098 bytes", "\u20ac".repeat(1366)],
    ["one with a NUL at its end, which is the same to HMAC as one without", "secret\0"],
    ["none", undefined],
    ["null", null],
    ["a list", ["secret"]],
    ["a number", 1],
  ]
  test.each(none)("%s is nobody's password", async (_, password) => {
    for (const hash of [cheapHash("secret"), null, undefined])
      expect(await verifyPassword(password as string, hash)).toBe(false)
    await expect(hashPassword(password as string)).rejects.toThrow(RequestError)
  })
})

describe("a stored text that is no hash is an error of whoever stored it, which does not repeat it", () => {
  const salt = base64("a salt of ours")
  const hash = base64("a hash that has 32 bytes, as ours")
  test.each([
    ["nothing", ""],
    ["the password itself", "hunter2hunter2"],
    ["a hash of bcrypt", "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"],
    ["a hash of Argon2", `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${hash}`],
    ["one without a salt", `$scrypt$ln=7,r=8,p=1$$${hash}`],
    ["one without a hash, which everything would equal", `$scrypt$ln=7,r=8,p=1$${salt}$`],
    ["one whose hash can be guessed", `$scrypt$ln=7,r=8,p=1$${salt}$AAAAAAAA`],
    ["one that takes a hundred gigabytes", `$scrypt$ln=30,r=8,p=1$${salt}$${hash}`],
    ["one that takes for ever", `$scrypt$ln=17,r=8,p=999$${salt}$${hash}`],
    ["a cost of nothing", `$scrypt$ln=0,r=8,p=1$${salt}$${hash}`],
    ["a cost that scrypt does not know", `$scrypt$ln=16,r=1,p=1$${salt}$${hash}`],
    ["a cost that is no number", `$scrypt$ln=1e1,r=8,p=1$${salt}$${hash}`],
    ["no cost", `$scrypt$${salt}$${hash}`],
    ["bits beyond the last byte", `$scrypt$ln=7,r=8,p=1$${salt.slice(0, -1)}x$${hash}`],
    ["base64 of addresses", `$scrypt$ln=7,r=8,p=1$${salt}$${"_".repeat(43)}`],
    ["padding", `$scrypt$ln=7,r=8,p=1$${salt}=$${hash}=`],
    ["a line break at the end", `$scrypt$ln=7,r=8,p=1$${salt}$${hash}\n`],
  ])("%s", async (_, stored) => {
    const error = await verifyPassword("secret", stored).catch((thrown) => thrown)
    expect([error.name, error.code]).toEqual(["StorageError", "STORAGE_FAILED"])
    expect(error.message).not.toContain(stored || "never")
    expect(needsRehash(stored)).toBe(true)
  })
})

const costs: [string, { ln: number; p?: number; salt?: string }, boolean][] = [
  ["N = 2^16, p = 2", { ln: 16, p: 2 }, false],
  ["N = 2^18", { ln: 18 }, false],
  ["N = 2^16", { ln: 16 }, true],
  ["N = 2^14, p = 5", { ln: 14, p: 5 }, true],
  ["a salt of four bytes", { ln: 17, salt: "NaCl" }, true],
]
test.each(costs)(
  "what costs less to guess than a hash of today is hashed anew: %s",
  (_, { ln, p = 1, salt = "sixteen bytes !!" }, expected) => {
    const hash = `$scrypt$ln=${ln},r=8,p=${p}$${base64(salt)}$${base64("a hash that has 32 bytes, as ours")}`
    expect(needsRehash(hash)).toBe(expected)
  },
)

test("nobody's password takes as long as somebody's", async () => {
  const hash = await hashPassword("secret")
  const cpuTimeOf = async (verified: string | null): Promise<number> => {
    const before = process.cpuUsage()
    expect(await verifyPassword("another", verified)).toBe(false)
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  const times: number[][] = []
  for (let round = 0; round < 3; round++) times.push([await cpuTimeOf(hash), await cpuTimeOf(null)])
  const best = [0, 1].map((side) => Math.min(...times.map((pair) => pair[side] ?? 0))) as [number, number]
  expect(best[1] / best[0]).toBeGreaterThan(0.6)
  expect(best[1] / best[0]).toBeLessThan(1.6)
})

test("of more passwords than may wait the last is refused at once, with the time to come back; afterwards there is room again", async () => {
  const lanes = Math.max(1, Math.min(availableParallelism(), threadPoolSize()) - 1)
  const hash = cheapHash("secret", { ln: 11 })
  const verified: unknown[] = []
  const all = Array.from({ length: lanes * 17 }, () => verifyPassword("secret", hash).then((it) => verified.push(it)))
  await expect(verifyPassword("secret", hash)).rejects.toMatchObject({ code: "TooManyRequests", retryAfter: 5 })
  expect(verified).toEqual([])
  await Promise.all(all)
  expect(verified).toEqual(Array.from({ length: lanes * 17 }, () => true))
  expect(await verifyPassword("secret", hash)).toBe(true)
})

test.each([
  [undefined, 4],
  ["", 4],
  ["16", 16],
  ["1", 1],
  ["0", 1],
  ["-3", 1],
  ["many", 1],
])("the pool of libuv with UV_THREADPOOL_SIZE=%s has %i threads", (value, expected) => {
  vi.stubEnv("UV_THREADPOOL_SIZE", value)
  expect(threadPoolSize()).toBe(expected)
})
