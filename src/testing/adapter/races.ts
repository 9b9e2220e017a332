import assert from "node:assert/strict"
import { assertRecord, keyOf, newAccount, newUser, storedUser } from "./records.js"
import type { Sentence } from "./sentence.js"
import { newToken } from "./verification-tokens.js"

/** What succeeded of `count` calls made at once. */
async function race<T>(count: number, attempt: (index: number) => T): Promise<Awaited<T>[]> {
  const attempts = Array.from({ length: count }, async (_, index) => attempt(index))
  const results = await Promise.allSettled(attempts)
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))
}

export const tokenRaceSentences: Sentence[] = [
  {
    name: "of 100 simultaneous uses of a verification token exactly one gets it",
    async holds(adapter) {
      for (let round = 0; round < 5; round++) {
        const token = newToken()
        await adapter.createVerificationToken(token)
        const { identifier, token: value } = token
        const uses = await race(100, () => adapter.useVerificationToken({ identifier, token: value }))
        assert.equal(uses.filter((one) => one !== null).length, 1)
      }
    },
  },
]

export const emailRaceSentences: Sentence[] = [
  {
    name: "of 50 simultaneous users with one e-mail address exactly one is made",
    async holds(adapter) {
      const user = newUser()
      const made = await race(50, () => adapter.createUser(user))
      assert.equal(made.length, 1)
      assertRecord(await adapter.getUserByEmail(user.email), { ...made[0] })
    },
  },
]

export const accountRaceSentences: Sentence[] = [
  {
    name: "of 20 people who link one account at the same time exactly one gets it",
    async holds(adapter) {
      const people = await Promise.all(Array.from({ length: 20 }, () => storedUser(adapter)))
      const account = newAccount("")
      const linked = await race(people.length, async (index) => {
        const { id } = people[index] as { id: string }
        await adapter.linkAccount({ ...account, userId: id })
        return id
      })
      assert.equal(linked.length, 1)
      assert.equal((await adapter.getUserByAccount(keyOf(account)))?.id, linked[0])
    },
  },
]
