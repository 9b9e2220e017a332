import { expect, test } from "vitest"
import { plainSession, withoutUndefined } from "./plain-session.js"

test("a session shows name, address and picture, and nothing else of the user", () => {
  const user = { name: "Ada", email: "ada@example.com", image: null, id: "1", passwordHash: "x" }
  expect(plainSession(user, new Date(0))).toEqual({
    user: { name: "Ada", email: "ada@example.com", image: null },
    expires: "1970-01-01T00:00:00.000Z",
  })
})

test("keys without a value are dropped, however deep", () => {
  const given = { a: 1, b: undefined, c: { d: undefined, e: null, f: { g: undefined, h: 0 } } }
  expect(Object.keys(withoutUndefined(given))).toEqual(["a", "c"])
  expect(JSON.stringify(Object.entries(withoutUndefined(given).c))).toBe('[["e",null],["f",{"h":0}]]')
  expect(Object.keys(withoutUndefined(given).c)).not.toContain("d")
  expect(Object.keys(withoutUndefined(given).c.f)).toEqual(["h"])
})

test("what has a value for each key is the same object", () => {
  const given = { a: 1, b: { c: null }, d: [undefined], e: new Date(0) }
  expect(withoutUndefined(given)).toBe(given)
  expect(withoutUndefined(given).b).toBe(given.b)
})

test("objects of a class, lists and plain values stay as they are", () => {
  class Money {
    currency = undefined
  }
  for (const value of [new Money(), [undefined], new Map(), null, undefined, "text", 0]) {
    expect(withoutUndefined(value)).toBe(value)
  }
  const bare = Object.assign(Object.create(null) as object, { a: undefined, b: 1 })
  expect(Object.keys(withoutUndefined(bare))).toEqual(["b"])
})

test("an object that contains itself does not hang", () => {
  const round: Record<string, unknown> = { a: undefined }
  round.self = round
  expect(Object.keys(withoutUndefined(round))).toEqual(["self"])
})

test("eight levels below the session are looked at", () => {
  const nest = (levels: number): object => (levels === 0 ? { x: undefined } : { in: nest(levels - 1) })
  const depthOf = (value: object): number =>
    "in" in value ? 1 + depthOf(value.in as object) : Object.keys(value).length
  expect(depthOf(withoutUndefined(nest(8)))).toBe(8)
  expect(depthOf(withoutUndefined(nest(9)))).toBe(10)
})
