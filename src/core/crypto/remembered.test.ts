import { afterEach, expect, test, vi } from "vitest"
import { platform } from "./platform-node.js"
import { decode, encode } from "./token.js"

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const secret = "a secret of the tests, at least 32 characters"
const watchOpening = () => vi.spyOn(platform, "openGcm")

test("a token that was opened a moment ago is not opened again within a minute", async () => {
  const opening = watchOpening()
  const token = await encode({ token: { sub: "1" }, secret })
  for (let i = 0; i < 3; i++) expect((await decode({ token, secret }))?.sub).toBe("1")
  expect(opening).toHaveBeenCalledTimes(1)
  vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] })
  expect((await decode({ token, secret }))?.sub).toBe("1")
  expect(opening).toHaveBeenCalledTimes(2)
})

test("a remembered token expires on time", async () => {
  const token = await encode({ token: { sub: "1" }, secret, maxAge: 10 })
  expect((await decode({ token, secret }))?.sub).toBe("1")
  vi.useFakeTimers({ now: Date.now() + 26_000, toFake: ["Date"] })
  await expect(decode({ token, secret })).rejects.toThrow("expired")
})

test("what one request does to its claims, no other request sees", async () => {
  const token = await encode({ token: { sub: "1", roles: ["reader"], team: { name: "a" } }, secret })
  for (let i = 0; i < 3; i++) {
    const claims = (await decode({ token, secret })) as { roles: string[]; team: { name: string }; sub: string }
    expect(claims).toMatchObject({ sub: "1", roles: ["reader"], team: { name: "a" } })
    claims.sub = "2"
    claims.roles.push("admin")
    claims.team.name = "b"
  }
})

test("a remembered token opens under its own secret only, and only unaltered", async () => {
  const token = await encode({ token: { sub: "1" }, secret })
  await decode({ token, secret })
  await expect(decode({ token, secret: `${secret}!` })).rejects.toThrow()
  await expect(decode({ token, secret, salt: "another" })).rejects.toThrow()
  const at = token.length - 60
  const altered = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1)
  expect(altered.slice(-22)).toBe(token.slice(-22))
  await expect(decode({ token: altered, secret })).rejects.toThrow()
})

test("claims named like the parts of every object stay claims, and touch no prototype", async () => {
  const claims = JSON.parse('{"sub":"1","__proto__":{"isAdmin":true},"constructor":"x"}')
  const token = await encode({ token: claims, secret })
  for (let i = 0; i < 3; i++) {
    const opened = (await decode({ token, secret })) as Record<string, unknown>
    expect(Object.keys(opened)).toEqual(expect.arrayContaining(["__proto__", "constructor"]))
    expect(opened.isAdmin).toBeUndefined()
  }
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
})

test("claims nested deeper than a call stack do no harm", async () => {
  const depth = 3000 // `JSON.stringify` reaches a third further
  const deep = JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`)
  const token = await encode({ token: { sub: "1", deep }, secret })
  for (let i = 0; i < 3; i++) expect((await decode({ token, secret }))?.sub).toBe("1")
})

test.each([1, 2])(
  "tokens of many visitors who come %i× take a bounded number of places: those of long ago are opened again",
  async (times) => {
    const opening = watchOpening()
    const visit = async (token: string) => {
      for (let i = 0; i < times; i++) await decode({ token, secret })
    }
    const first = await encode({ token: { sub: "first" }, secret })
    await visit(first)
    for (let i = 0; i < 9000; i++) await visit(await encode({ token: { sub: `${i}` }, secret }))
    opening.mockClear()
    await decode({ token: first, secret })
    expect(opening).toHaveBeenCalledTimes(1)
  },
)

test("tokens that share a place or follow one another closely are never taken for each other", async () => {
  const tokens = await Promise.all(Array.from({ length: 700 }, (_, i) => encode({ token: { sub: `${i}` }, secret })))
  for (let round = 0; round < 3; round++) {
    for (const [i, token] of tokens.entries()) {
      expect((await decode({ token, secret }))?.sub).toBe(`${i}`)
      expect((await decode({ token: tokens[(i * 7) % 700] as string, secret }))?.sub).toBe(`${(i * 7) % 700}`)
    }
  }
})

test.each([1, 2])("who comes twice is remembered although hundreds come %i× in between", async (times) => {
  const opening = watchOpening()
  const token = await encode({ token: { sub: "1" }, secret })
  for (let i = 0; i < 2; i++) await decode({ token, secret })
  for (let i = 0; i < 600; i++) {
    const other = await encode({ token: { sub: `${i}` }, secret })
    for (let again = 0; again < times; again++) await decode({ token: other, secret })
  }
  opening.mockClear()
  expect((await decode({ token, secret }))?.sub).toBe("1")
  expect(opening).not.toHaveBeenCalled()
})
