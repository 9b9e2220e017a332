import { expect, test } from "vitest"
import { allOf, claim, definePolicy, everyone, not, role, signedIn } from "../../policy.js"
import { samplesOf } from "./paths.js"
import { spellingsOf } from "./spellings.js"
import { rolesIn } from "./visitors.js"

const { lines } = definePolicy({
  default: "deny",
  routes: {
    "/": everyone,
    "/posts/:id/*": signedIn,
    "POST /posts/:id/*": role("editor", 'the "boss"'),
    "/admin/**": allOf(role("admin"), not(role("banned")), claim("org", "acme")),
  },
})

test("every pattern is asked by a path, and `**` by two", () => {
  expect(new Set(samplesOf(lines, {}))).toEqual(new Set(["/", "/posts/probe/probe", "/admin", "/admin/probe"]))
  expect(samplesOf(lines, { id: "7 a", "*": "x" })).toContain("/posts/7%20a/x")
})

test("roles are found in rules within rules", () => {
  expect(new Set(rolesIn(lines))).toEqual(new Set(["editor", 'the "boss"', "admin", "banned"]))
})

test("no spelling comes twice, and the first is the path as it is", () => {
  for (const path of ["/", "/admin", "/api/orders/7"]) {
    const spellings = spellingsOf(path, { build: "b" })
    expect(new Set(spellings).size).toBe(spellings.length)
    expect(spellings[0]).toBe(path)
    expect(spellings.length).toBeGreaterThan(path === "/" ? 10 : 80)
  }
})
