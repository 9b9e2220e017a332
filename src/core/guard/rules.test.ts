import { expect, test } from "vitest"
import type { Asked, Rule, Verdict } from "../contracts/policy.js"
import type { Session } from "../model.js"
import { allOf, anyOf, asRule, claim, everyone, nobody, not, role, signedIn, signedInWithin } from "./rules.js"

const now = new Date("2026-01-02T03:04:05Z")
const user = (extra: object = {}): Session => ({ user: { name: "Ada", ...extra }, expires: "" }) as Session

/** The verdict itself, before the policy makes the best of it. */
const judge = (rule: Rule, session: Session | null = null, more: Partial<Asked> = {}) =>
  rule.judge({
    session,
    roles: [],
    params: {},
    request: { method: "GET", pathname: "/", headers: new Headers() },
    authTime: () => null,
    now,
    ...more,
  })

test.each<[string, Rule, Session | null, Verdict]>([
  ["everyone", everyone, null, "allow"],
  ["nobody", nobody, user(), "refuse"],
  ["a role", role("admin"), user(), "refuse"],
  ["a role, of nobody", role("admin"), null, "sign-in"],
  ["not everyone", not(everyone), user(), "refuse"],
  ["not nobody", not(nobody), null, "allow"],
  ["an own rule that says no", asRule(() => false), user(), "refuse"],
  ["an own rule that says no to nobody", asRule(() => false), null, "sign-in"],
  ["all of none that refuses", allOf(everyone, signedIn), user(), "allow"],
  ["all of, where one refuses", allOf(everyone, nobody), user(), "refuse"],
  ["one of, the nearest first", anyOf(signedIn, nobody), null, "sign-in"],
  ["one of, the nearest last", anyOf(nobody, signedIn), null, "sign-in"],
  ["one of, all of which refuse", anyOf(nobody, role("x")), user(), "refuse"],
  ["one of, where signing in again is nearest", anyOf(signedInWithin(9), nobody, role("x")), user(), "sign-in-again"],
  ["a recent proof, of nobody", signedInWithin(9), null, "sign-in"],
])("%s", async (_, rule, session, verdict) => expect(await judge(rule, session)).toBe(verdict))

test.each([
  [300, "allow"],
  [301, "sign-in-again"],
])("who proved who they are %d seconds ago, where 300 are asked for: %s", async (ago, verdict) => {
  const authTime = () => now.getTime() / 1000 - ago
  expect(await judge(signedInWithin(300), user(), { authTime })).toBe(verdict)
})

test("where nobody knows when, no time is long enough", async () => {
  expect(await judge(signedInWithin(Number.MAX_SAFE_INTEGER), user())).toBe("sign-in-again")
})

test.each([undefined, null, false, "", 0])("a claim of %j is none", async (org) => {
  expect(await judge(claim("org"), user({ org }))).toBe("refuse")
})

test("a claim must be that very value", async () => {
  expect(await judge(claim("plan", 2), user({ plan: "2" }))).toBe("refuse")
  expect(await judge(claim("plan", false), user({ plan: false }))).toBe("allow")
  expect(await judge(claim("plan", false), user())).toBe("refuse")
})

test("what is proved is what the rules asked for, and nothing else", async () => {
  const asked = { session: user({ org: "acme" }), roles: ["b"] } as unknown as Asked
  expect(await allOf(signedIn, everyone).prove(asked)).toEqual({})
  expect(await anyOf(nobody, role("b"), claim("org")).prove({ ...asked, params: {} })).toEqual({ role: "b" })
  expect(await anyOf(nobody, role("c")).prove(asked)).toEqual({})
  expect(await allOf(claim("org"), role("a", "b")).prove(asked)).toEqual({ role: "b", claims: { org: "acme" } })
})

test("rules know their own words", () => {
  const isOwner = () => true
  const labels = [
    everyone,
    nobody,
    signedIn,
    role("a", "b"),
    claim("org"),
    claim("org", "x"),
    signedInWithin(60),
    allOf(signedIn, role("a")),
    anyOf(signedIn, nobody),
    not(signedIn),
    asRule(isOwner),
    asRule(
      (
        () => () =>
          true
      )(),
    ),
  ].map(({ label }) => label)
  expect(labels).toEqual([
    "everyone",
    "nobody",
    "signedIn",
    'role("a", "b")',
    'claim("org")',
    'claim("org", "x")',
    "signedInWithin(60)",
    'allOf(signedIn, role("a"))',
    "anyOf(signedIn, nobody)",
    "not(signedIn)",
    "isOwner",
    "own rule",
  ])
})
