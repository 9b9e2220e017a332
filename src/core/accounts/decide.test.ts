import { expect, test } from "vitest"
import { decideAccount } from "./decide.js"

const U = "u"
const V = "v"
const everyone = [null, U, V]

test("an account that belongs to somebody signs them in, whoever has the e-mail address", () => {
  for (const emailOwner of everyone) {
    for (const providerVouchesForEmail of [true, false]) {
      const situation = { visitor: null, accountOwner: U, emailOwner, providerVouchesForEmail }
      expect(decideAccount(situation)).toEqual({ kind: "sign-in", userId: U })
    }
  }
})

test("somebody who is signed in stays who they are with their own account", () => {
  for (const emailOwner of everyone) {
    for (const providerVouchesForEmail of [true, false]) {
      expect(decideAccount({ visitor: V, accountOwner: V, emailOwner, providerVouchesForEmail })).toEqual({
        kind: "stay",
      })
    }
  }
})

test("somebody who is signed in cannot take over another's account", () => {
  for (const emailOwner of everyone) {
    for (const providerVouchesForEmail of [true, false]) {
      expect(decideAccount({ visitor: V, accountOwner: U, emailOwner, providerVouchesForEmail })).toEqual({
        kind: "refuse",
      })
    }
  }
})

test("a new account is linked to whoever is signed in, whoever has the e-mail address", () => {
  for (const emailOwner of everyone) {
    for (const providerVouchesForEmail of [true, false]) {
      const situation = { visitor: V, accountOwner: null, emailOwner, providerVouchesForEmail }
      expect(decideAccount(situation)).toEqual({ kind: "link", userId: V })
    }
  }
})

test("a new account with a new e-mail address becomes a new user", () => {
  for (const providerVouchesForEmail of [true, false]) {
    const situation = { visitor: null, accountOwner: null, emailOwner: null, providerVouchesForEmail }
    expect(decideAccount(situation)).toEqual({ kind: "create" })
  }
})

test("an e-mail address alone opens an account only where the provider vouches for it", () => {
  const situation = { visitor: null, accountOwner: null, emailOwner: U }
  expect(decideAccount({ ...situation, providerVouchesForEmail: true })).toEqual({ kind: "link", userId: U })
  expect(decideAccount({ ...situation, providerVouchesForEmail: false })).toEqual({ kind: "refuse" })
})
