import assert from "node:assert/strict"
import { assertRecord, keyOf, newAccount, storedUser, unique } from "./records.js"
import type { Sentence } from "./sentence.js"

export const accountSentences: Sentence[] = [
  {
    name: "an account leads to the user it is linked to",
    async holds(adapter) {
      const [ada, grace] = [await storedUser(adapter), await storedUser(adapter)]
      const account = newAccount(ada.id)
      await adapter.linkAccount(account)
      await adapter.linkAccount(newAccount(grace.id))
      const { provider, providerAccountId } = account
      assertRecord(await adapter.getUserByAccount({ provider, providerAccountId }), ada)
    },
  },
  {
    name: "an account that nobody linked leads to null",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const account = newAccount(user.id)
      await adapter.linkAccount(account)
      const { provider, providerAccountId } = account
      assert.equal(await adapter.getUserByAccount({ provider, providerAccountId: unique("unknown") }), null)
      assert.equal(await adapter.getUserByAccount({ provider: "gitlab", providerAccountId }), null)
    },
  },
  {
    name: "the same id at two providers is two accounts",
    async holds(adapter) {
      const [ada, grace] = [await storedUser(adapter), await storedUser(adapter)]
      const providerAccountId = unique("same")
      await adapter.linkAccount(newAccount(ada.id, { provider: "github", providerAccountId }))
      await adapter.linkAccount(newAccount(grace.id, { provider: "gitlab", providerAccountId }))
      assertRecord(await adapter.getUserByAccount({ provider: "github", providerAccountId }), ada)
      assertRecord(await adapter.getUserByAccount({ provider: "gitlab", providerAccountId }), grace)
    },
  },
  {
    name: "an account may come without tokens",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const key = { provider: "apple", providerAccountId: unique("bare") }
      await adapter.linkAccount({ ...key, type: "oidc", userId: user.id })
      assertRecord(await adapter.getUserByAccount(key), user)
    },
  },
  {
    name: "unlinking an account removes it, and neither its user nor their other accounts",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const [first, second] = [newAccount(user.id), newAccount(user.id)]
      await adapter.linkAccount(first)
      await adapter.linkAccount(second)
      await adapter.unlinkAccount({ provider: first.provider, providerAccountId: first.providerAccountId })
      assert.equal(await adapter.getUserByAccount(keyOf(first)), null)
      assertRecord(await adapter.getUserByAccount(keyOf(second)), user)
      assertRecord(await adapter.getUser(user.id), user)
    },
  },
]
