import { expect, test } from "vitest"
import type { JWT } from "../model.js"
import type { Config } from "../options/config.js"
import { watchForReissue } from "./reissue.js"
import type { FoundToken } from "./session-cookie.js"

const seconds = 1_800_000_000
const at = (later: number) => new Date((seconds + later) * 1000)
const found: FoundToken = { value: "sealed", salt: "" }
const isDue = (claims: JWT, later: number, config: object = { reissueAfter: 60 }, salt = "") =>
  watchForReissue(config as Config, { ...found, salt }, claims, at(later))(claims)

/** A visitor whom no other test, nor another run of these, has seen. */
const somebody = () => ({ iat: seconds, jti: crypto.randomUUID() })

test("a token is issued again once its age is reached, and once in a burst of ten seconds", () => {
  const claims = somebody()
  expect([59.999, 60, 60.001, 69.999, 70].map((later) => isDue(claims, later))).toEqual([
    false,
    true,
    false,
    false,
    true,
  ])
})

test("another visitor's burst is another", () => {
  const [one, other] = [somebody(), somebody()]
  expect([one, other, one].map((claims) => isDue(claims, 60))).toEqual([true, true, false])
})

test.each([
  [{ reissueAfter: 0 }, ""],
  [{ reissueAfter: 60 }, "authjs.session-token"],
])("with %j and the salt %j it is issued at each read", (config, salt) => {
  const claims = { iat: seconds, jti: `each${salt}` }
  expect([0, 0, 61, 61].map((later) => isDue(claims, later, config, salt))).toEqual([true, true, true, true])
})

test("what a callback changed is kept at once", () => {
  const changed = (after: JWT, changesTokens: boolean) => {
    const config = { reissueAfter: 60, changesTokens } as Config
    return watchForReissue(config, found, { iat: seconds, jti: "d" }, at(0))(after)
  }
  expect(changed({ iat: seconds, jti: "d", role: "admin" }, true)).toBe(true)
  expect(changed({ iat: seconds, jti: "d" }, true)).toBe(false)
  expect(changed({ iat: seconds, jti: "d", role: "admin" }, false)).toBe(false)
})

test.each([{ jti: "e" }, { iat: seconds }, { iat: `${seconds}`, jti: "e" }, { iat: seconds, jti: 7 }])(
  "a token that does not say its age or which it is, is issued at each read: %j",
  (claims) => {
    expect([isDue(claims, 0), isDue(claims, 1)]).toEqual([true, true])
  },
)

test("ten thousand bursts are remembered, and not one more", () => {
  const one = somebody()
  const isBurst = () => !isDue(one, 200)
  expect([isBurst(), isBurst()]).toEqual([false, true])
  for (let i = 0; i < 10_000; i++) isDue(somebody(), 200)
  expect(isBurst()).toBe(false)
})
