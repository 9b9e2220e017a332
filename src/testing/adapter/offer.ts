import assert from "node:assert/strict"
import type { Adapter, AdapterPowers } from "../../core/contracts/adapter.js"
import type { Sentence } from "./sentence.js"

const required = [
  "createUser",
  "getUser",
  "getUserByEmail",
  "getUserByAccount",
  "updateUser",
  "deleteUser",
  "linkAccount",
  "unlinkAccount",
  "createSession",
  "getSessionAndUser",
  "updateSession",
  "deleteSession",
  "createVerificationToken",
  "useVerificationToken",
] as const satisfies (keyof Adapter)[]

const ofAuthenticators = [
  "getAccount",
  "getAuthenticator",
  "createAuthenticator",
  "listAuthenticatorsByUserId",
  "updateAuthenticatorCounter",
] as const satisfies (keyof Adapter)[]

const everyPower: Record<keyof AdapterPowers, true> = {
  transaction: true,
  updateAccount: true,
  listAccounts: true,
  listSessions: true,
  deleteSessionsOfUser: true,
  increment: true,
  decrement: true,
  setValue: true,
  getValue: true,
}

/** Otherwise a method that was forgotten, or is new, would go untested. */
export const offerSentence = (powers: readonly (keyof AdapterPowers)[], authenticators: boolean): Sentence => ({
  name: "offers the methods of the contract, and the powers that it is said to offer",
  async holds(adapter) {
    const has = (name: keyof Adapter) => typeof adapter[name] === "function"
    const missing = [...required, ...(authenticators ? ofAuthenticators : [])].filter((name) => !has(name))
    assert.deepEqual(missing, [], "methods that are missing")
    const offered = (Object.keys(everyPower) as (keyof AdapterPowers)[]).filter(has)
    assert.deepEqual(offered.sort(), [...powers].sort(), "powers offered, and powers named to the contract")
  },
})
