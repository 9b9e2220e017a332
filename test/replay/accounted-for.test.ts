import { describe, expect, test } from "vitest"
import { differences } from "./differences.js"
import { journeys } from "./journeys.js"
import { isReplayed, notReplayed } from "./not-replayed.js"
import { situations } from "./observed.js"

const ids = situations.map(({ id }) => id)
const replayed = situations.filter(isReplayed)

test("every recorded situation is replayed, or named with the reason why not", () => {
  const untouched = replayed.filter(({ app }) => !["pages", "app", "mw", "modules", "build"].includes(app))
  expect(untouched).toEqual([])
  expect(replayed.length).toBeGreaterThan(400)
})

describe("a pattern that names no recorded situation is a mistake", () => {
  test.each(notReplayed)("not replayed: %s (%s)", (pattern) => {
    expect(ids.filter((id) => pattern.test(id))).not.toEqual([])
  })

  const listed = differences.flatMap(({ name, situations }) => situations.map((pattern) => ({ name, pattern })))
  test.each(listed)("$name: $pattern", ({ pattern }) => {
    expect(replayed.filter(({ id }) => pattern.test(id))).not.toEqual([])
  })
})

test("a journey leads to every situation that is not the answer to one request", () => {
  const outcomes = replayed.filter(({ app, request }) => !request && ["pages", "app", "mw"].includes(app))
  expect(outcomes.filter(({ id }) => !(id in journeys))).toEqual([])
})
