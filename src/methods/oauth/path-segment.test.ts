import { expect, test } from "vitest"
import { pathSegment } from "./path-segment.js"

test.each([
  ["a/../b", "a%2F..%2Fb"],
  ["...", "..."],
  [".a", ".a"],
  ["a.", "a."],
  [7, "7"],
  ["é?#", "%C3%A9%3F%23"],
])("the id %j is one part of a path: %s", (id, segment) => expect(pathSegment(id)).toBe(segment))

test.each(["", ".", "..", undefined, null, {}, ["a"], true])("%j is no part of a path", (id) => {
  expect(() => pathSegment(id)).toThrow(TypeError)
})
