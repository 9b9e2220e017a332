import { afterEach, expect, test, vi } from "vitest"
import { getToken } from "../session/get-token.js"
import { keyFor } from "./keys.js"
import { platform } from "./platform-node.js"
import { decode, encode } from "./token.js"

afterEach(() => {
  vi.restoreAllMocks()
})

/** Counts what the platform is asked for, by name; it still does it. */
function watchPlatform(): Record<string, number> {
  const calls: Record<string, number> = {}
  for (const [name, primitive] of Object.entries(platform)) {
    if (typeof primitive !== "function" || name.includes("Base64url")) continue // spelling, not cryptography
    vi.spyOn(platform, name as "deriveKey").mockImplementation((...args) => {
      calls[name] = (calls[name] ?? 0) + 1
      return primitive(...args)
    })
  }
  return calls
}

const distinctSecret = () => `secret ${crypto.randomUUID()}`

test("a thousand tokens sealed and opened under one secret take one key derivation", async () => {
  const calls = watchPlatform()
  const secret = distinctSecret()
  for (let i = 0; i < 1000; i++) {
    const token = await encode({ token: { sub: `${i}` }, secret })
    expect((await decode({ token, secret }))?.sub).toBe(`${i}`)
  }
  expect(calls).toEqual({ deriveKey: 1, sealGcm: 1000, openGcm: 1000 })
})

test("tenants with a secret each, who take turns, have one key derivation each", async () => {
  const calls = watchPlatform()
  const secrets = Array.from({ length: 20 }, distinctSecret)
  const tokens = new Map<string, string>()
  for (const secret of secrets) tokens.set(secret, await encode({ token: { sub: secret }, secret }))
  for (const secret of [...secrets, ...secrets]) {
    expect((await decode({ token: tokens.get(secret) as string, secret }))?.sub).toBe(secret)
  }
  expect(calls.deriveKey).toBe(20)
})

test("an app with a secret per tenant keeps 256 keys, and goes on beyond", async () => {
  const calls = watchPlatform()
  const seal = (secret: string) => encode({ token: {}, secret })
  await seal(distinctSecret()) // what other tests left in the cache is dropped at some point from here
  while ((calls.deriveKey ?? 0) < 300) await seal(distinctSecret())
  const secrets = Array.from({ length: 300 }, distinctSecret)
  for (const secret of secrets) await seal(secret)
  const derived = calls.deriveKey ?? 0
  for (const secret of secrets.slice(-44)) await seal(secret)
  expect(calls.deriveKey).toBe(derived)
  for (const secret of secrets.slice(0, 2)) await seal(secret)
  expect(calls.deriveKey).toBe(derived + 2)
})

test("one secret with two salts gives two keys, whichever was used last", async () => {
  const calls = watchPlatform()
  const secret = distinctSecret()
  const plain = await encode({ token: { sub: "plain" }, secret })
  const salted = await encode({ token: { sub: "salted" }, secret, salt: "a salt" })
  await expect(decode({ token: plain, secret, salt: "a salt" })).rejects.toThrow()
  await expect(decode({ token: salted, secret })).rejects.toThrow()
  expect((await decode({ token: plain, secret }))?.sub).toBe("plain")
  expect((await decode({ token: salted, secret, salt: "a salt" }))?.sub).toBe("salted")
  expect(calls.deriveKey).toBe(2)
})

test("one secret and salt give another key for each form of token", async () => {
  const calls = watchPlatform()
  const secret = distinctSecret()
  const lengths = []
  for (const encryption of ["A256GCM", "A256CBC-HS512", "A256GCM"] as const) {
    lengths.push((await keyFor(encryption, secret, "a salt")) as Buffer)
  }
  expect(lengths.map(({ length }) => length)).toEqual([32, 64, 32])
  expect(calls.deriveKey).toBe(2)
})

test("a forged token leaves stack traces as they were", async () => {
  const secret = distinctSecret()
  const before = Error.stackTraceLimit
  const token = await encode({ token: {}, secret })
  await expect(decode({ token, secret: distinctSecret() })).rejects.toThrow()
  expect(Error.stackTraceLimit).toBe(before)
  expect(new Error("of ours").stack).toContain("derive-once.test")
})

test("garbage in the session cookie costs no key derivation", async () => {
  const calls = watchPlatform()
  const secret = distinctSecret()
  for (const garbage of ["x", "a.b.c.d.e", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA", "%", "..."]) {
    const req = { headers: { cookie: `next-auth.session-token=${garbage}` } }
    expect(await getToken({ req, secret })).toBeNull()
  }
  expect(calls).toEqual({})
})
