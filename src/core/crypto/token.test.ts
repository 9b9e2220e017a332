import { webcrypto } from "node:crypto"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { RequestError } from "../errors.js"
import { keyFor } from "./keys.js"
import { platform } from "./platform-node.js"
import { open, seal } from "./seal.js"
import { decode, encode } from "./token.js"

const secret = "correct horse battery staple"
const now = 1_700_000_000

beforeEach(() => {
  vi.useFakeTimers({ now: now * 1000, toFake: ["Date"] })
})
afterEach(() => {
  vi.useRealTimers()
})

const sealed = async (plaintext: string, salt = "") => seal(plaintext, secret, salt)
const claims = async (content: object) => decode({ token: await sealed(JSON.stringify(content)), secret })

test("a token lives for 30 days unless it says otherwise, and brings its own times and id", async () => {
  const stale = { sub: "1", iat: 1, exp: 2, jti: "old" }
  const first = await decode({ token: await encode({ token: stale, secret }), secret })
  expect(first).toEqual({ sub: "1", iat: now, exp: now + 30 * 86_400, jti: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  const second = await decode({ token: await encode({ secret, maxAge: 60 }), secret })
  expect(second).toEqual({ iat: now, exp: now + 60, jti: expect.not.stringContaining(`${first?.jti}`) })
})

test.each([
  ["has expired", "has expired", { exp: now - 15 }],
  ["expired long ago", "has expired", { exp: 0 }],
  ["is for later", "not valid yet", { nbf: now + 16 }],
  ["has an expiry that is no number", "no claims", { exp: String(now + 60) }],
  ["has an expiry of null", "no claims", { exp: null }],
  ["has a beginning that is no number", "no claims", { nbf: {} }],
  ["was issued at no time", "no claims", { iat: "yesterday" }],
])("a token that %s is refused: %s", async (_, why, content) => {
  const refused = expect(claims({ sub: "1", ...content })).rejects
  await refused.toThrow(RequestError)
  await expect(claims(content)).rejects.toMatchObject({
    code: "JWT_SESSION_ERROR",
    message: expect.stringContaining(why),
  })
})

test.each([{ exp: now - 14 }, { nbf: now + 15 }, { nbf: 0 }, { exp: now + 1, nbf: now - 1, iat: now }, {}])(
  "clocks may differ by 15 seconds, and times may be absent: %j",
  async (content) => {
    expect(await claims({ sub: "1", ...content })).toEqual({ sub: "1", ...content })
  },
)

test.each(["", "text", "null", "1", "[]", '"{}"', "{"])("sealed %j are no claims", async (plaintext) => {
  const token = await sealed(plaintext)
  for (let i = 0; i < 3; i++) await expect(decode({ token, secret })).rejects.toThrow("no claims")
})

test("a token that does not open says no more than that", async () => {
  const token = await encode({ token: { sub: "1" }, secret })
  await expect(decode({ token, secret: "another" })).rejects.toThrow("cannot be opened")
  await expect(decode({ token, secret: 1 as unknown as string })).rejects.toThrow(TypeError)
  expect(await decode({ token: "", secret })).toBeNull()
})

test("a token with a salt opens with it alone", async () => {
  const token = await encode({ token: { sub: "1" }, secret, salt: "a" })
  expect(await decode({ token, secret, salt: "a" })).toMatchObject({ sub: "1" })
  await expect(decode({ token, secret })).rejects.toThrow("cannot be opened")
})

/** A token that is genuine but for its header. */
async function tokenWith(header: string, { ivLength = 12, tagLength = 16 } = {}): Promise<string> {
  const key = (await keyFor("A256GCM", secret, "")) as Buffer
  const iv = webcrypto.getRandomValues(new Uint8Array(ivLength))
  const encoded = Buffer.from(header).toString("base64url")
  const sealed = await platform.sealGcm(key, iv, "{}", new TextEncoder().encode(encoded))
  const [nonce, ciphertext, tag = ""] = sealed.split(".")
  const parts = [nonce, ciphertext, Buffer.from(tag, "base64url").subarray(0, tagLength).toString("base64url")]
  return `${encoded}..${parts.join(".")}`
}

const padded = (length: number) => {
  const header = `{"alg":"dir","enc":"A256GCM","x":""}`
  return header.replace('""', `"${"x".repeat(length - header.length)}"`)
}

test.each(['{"enc":"A256GCM","alg":"dir"}', '{"alg":"dir","enc":"A256GCM","kid":"any"}', padded(768)])(
  "opens a genuine token under another header of the same meaning",
  async (header) => {
    expect(await open(await tokenWith(header), secret, "")).toBe("{}")
  },
)

test.each([
  ["another way to find the key", '{"alg":"A256KW","enc":"A256GCM"}'],
  ["no way to find the key", '{"enc":"A256GCM"}'],
  ["no cipher", '{"alg":"dir"}'],
  ["a cipher by a name that every object has", '{"alg":"dir","enc":"toString"}'],
  ["a smaller cipher", '{"alg":"dir","enc":"A128GCM"}'],
  ["something that must be understood", '{"alg":"dir","enc":"A256GCM","crit":[]}'],
  ["compression", '{"alg":"dir","enc":"A256GCM","zip":null}'],
  ["no object", "null"],
  ["no JSON", "{"],
  ["nothing", ""],
  ["more than any header has", padded(769)],
])("refuses a genuine token whose header names %s", async (_, header) => {
  expect(await open(await tokenWith(header), secret, "")).toBeNull()
})

test.each([
  [{ tagLength: 15 }],
  [{ tagLength: 12 }],
  [{ tagLength: 4 }],
  [{ tagLength: 0 }],
  [{ ivLength: 16 }],
  [{ ivLength: 8 }],
])("a shortened tag is not easier to guess, and a vector has one length: %j", async (lengths) => {
  expect(await open(await tokenWith('{"alg":"dir","enc":"A256GCM"}', lengths), secret, "")).toBeNull()
})

test("a token has five parts, of which the second is empty", async () => {
  const token = await sealed("{}")
  expect(await open(token, secret, "")).toBe("{}")
  const parts = token.split(".")
  for (const other of [
    [...parts, ""],
    [...parts, "A"],
    parts.slice(0, 4),
    parts.with?.(1, "AA") ?? ["", "AA"],
    ["", ...parts],
  ]) {
    expect(await open(other.join("."), secret, "")).toBeNull()
  }
  expect(await open(token.replace("..", ".AA."), secret, "")).toBeNull()
  expect(await open(`${token}=`, secret, "")).toBeNull()
})

test("an empty text can be sealed", async () => {
  expect(await open(await sealed(""), secret, "")).toBe("")
})

test("what is longer than any request's headers is not even tried", async () => {
  const fits = await sealed("x".repeat(196_547))
  expect(fits).toHaveLength(262_144)
  expect(await open(fits, secret, "")).not.toBeNull()
  expect(await open(await sealed("x".repeat(196_548)), secret, "")).toBeNull()
})
