import assert from "node:assert/strict"
import type { VerificationToken } from "../../core/model.js"
import { inSeconds, unique } from "./records.js"
import type { Sentence } from "./sentence.js"

export const newToken = (identifier: string = `${unique("ada")}@example.com`): VerificationToken => ({
  identifier,
  token: unique("token"),
  expires: inSeconds(3600),
})

const keyOf = ({ identifier, token }: VerificationToken) => ({ identifier, token })

export const verificationTokenSentences: Sentence[] = [
  {
    name: "a verification token comes back as it was stored, once",
    async holds(adapter) {
      const token = newToken()
      await adapter.createVerificationToken(token)
      assert.deepEqual({ ...(await adapter.useVerificationToken(keyOf(token))) }, token)
      assert.equal(await adapter.useVerificationToken(keyOf(token)), null)
    },
  },
  {
    name: "a verification token that nobody made finds null",
    async holds(adapter) {
      assert.equal(await adapter.useVerificationToken(keyOf(newToken())), null)
    },
  },
  {
    name: "a verification token is good for its own identifier only, and another's attempt does not use it up",
    async holds(adapter) {
      const token = newToken()
      await adapter.createVerificationToken(token)
      assert.equal(await adapter.useVerificationToken({ ...keyOf(token), identifier: "eve@example.com" }), null)
      assert.equal(await adapter.useVerificationToken({ ...keyOf(token), token: unique("guess") }), null)
      assert.deepEqual({ ...(await adapter.useVerificationToken(keyOf(token))) }, token)
    },
  },
  {
    name: "two verification tokens of one identifier are used independently",
    async holds(adapter) {
      const first = newToken()
      const second = newToken(first.identifier)
      await adapter.createVerificationToken(first)
      await adapter.createVerificationToken(second)
      assert.equal((await adapter.useVerificationToken(keyOf(second)))?.token, second.token)
      assert.equal((await adapter.useVerificationToken(keyOf(first)))?.token, first.token)
    },
  },
]
