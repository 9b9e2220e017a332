import assert from "node:assert/strict"
import type { AdapterPowers } from "../../core/contracts/adapter.js"
import { assertRecord, inSeconds, newAccount, newUser, storedSession, storedUser, unique } from "./records.js"
import type { Sentence } from "./sentence.js"

type Full = Parameters<Sentence["holds"]>[0]

const accountOf = async (adapter: Full, userId: string, providerAccountId: string) =>
  (await adapter.listAccounts(userId)).find((account) => account.providerAccountId === providerAccountId)

export const powerSentences: Record<keyof AdapterPowers, Sentence[]> = {
  transaction: [
    {
      name: "what a transaction wrote is there after it, and its result is the work's",
      async holds(adapter) {
        const account = newAccount("")
        const user = await adapter.transaction(async (inside) => {
          const created = await (inside as Full).createUser(newUser())
          await (inside as Full).linkAccount({ ...account, userId: created.id })
          return created
        })
        assertRecord(await adapter.getUser(user.id), user)
        assertRecord(await adapter.getUserByAccount(account), user)
      },
    },
    {
      name: "a transaction whose work fails leaves nothing, and rejects with the work's error",
      async holds(adapter) {
        const before = await storedUser(adapter)
        const [user, account, failure] = [newUser(), newAccount(""), new Error("half-way")]
        const work = adapter.transaction(async (inside) => {
          const created = await (inside as Full).createUser(user)
          await (inside as Full).linkAccount({ ...account, userId: created.id })
          await (inside as Full).updateUser({ id: before.id, name: "Somebody else" })
          throw failure
        })
        await assert.rejects(work, (error) => error === failure)
        assert.equal(await adapter.getUserByEmail(user.email), null)
        assert.equal(await adapter.getUserByAccount(account), null)
        assertRecord(await adapter.getUser(before.id), before)
        const again = await adapter.createUser(user)
        assertRecord(await adapter.getUserByEmail(user.email), again)
      },
    },
    {
      name: "of many simultaneous transactions each succeeds wholly",
      async holds(adapter) {
        const accounts = Array.from({ length: 20 }, () => newAccount(""))
        const users = await Promise.all(
          accounts.map((account) =>
            adapter.transaction(async (inside) => {
              const user = await (inside as Full).createUser(newUser())
              await (inside as Full).linkAccount({ ...account, userId: user.id })
              return user
            }),
          ),
        )
        const owners = await Promise.all(accounts.map((account) => adapter.getUserByAccount(account)))
        assert.deepEqual(
          owners.map((owner) => owner?.id),
          users.map(({ id }) => id),
        )
      },
    },
  ],
  updateAccount: [
    {
      name: "fresh tokens replace those that are named, and the account's other fields stay",
      async holds(adapter) {
        const user = await storedUser(adapter)
        const [account, other] = [newAccount(user.id), newAccount(user.id)]
        await adapter.linkAccount(account)
        await adapter.linkAccount(other)
        const { provider, providerAccountId } = account
        const fresh = { access_token: unique("fresh"), expires_at: 1_950_000_000 }
        await adapter.updateAccount({ provider, providerAccountId, ...fresh })
        assertRecord(await adapter.getUserByAccount(account), user)
        if (!adapter.listAccounts) return
        assertRecord(await accountOf(adapter, user.id, providerAccountId), { ...account, ...fresh })
        assertRecord(await accountOf(adapter, user.id, other.providerAccountId), other)
      },
    },
  ],
  listAccounts: [
    {
      name: "the accounts of a user are listed as they were linked, and nobody else's",
      async holds(adapter) {
        const [ada, grace, nobody] = [await storedUser(adapter), await storedUser(adapter), await storedUser(adapter)]
        const accounts = [newAccount(ada.id), newAccount(ada.id, { provider: "gitlab" })]
        for (const account of [...accounts, newAccount(grace.id)]) await adapter.linkAccount(account)
        assert.equal((await adapter.listAccounts(ada.id)).length, 2)
        for (const account of accounts)
          assertRecord(await accountOf(adapter, ada.id, account.providerAccountId), account)
        assert.deepEqual(await adapter.listAccounts(nobody.id), [])
      },
    },
  ],
  listSessions: [
    {
      name: "the open sessions of a user are listed: none that has expired or ended, and nobody else's",
      async holds(adapter) {
        const [ada, grace] = [await storedUser(adapter), await storedUser(adapter)]
        const [first, second] = [inSeconds(1800), inSeconds(3600)]
        await storedSession(adapter, ada.id, first)
        const extended = await storedSession(adapter, ada.id)
        await adapter.updateSession({ sessionToken: extended.sessionToken, expires: second })
        await storedSession(adapter, ada.id, inSeconds(-60))
        await adapter.deleteSession((await storedSession(adapter, ada.id)).sessionToken)
        await storedSession(adapter, grace.id)
        const listed = await adapter.listSessions(ada.id)
        const byExpiry = listed.map(({ expires }) => expires).sort((a, b) => a.getTime() - b.getTime())
        assert.deepEqual(byExpiry, [first, second])
        assert.deepEqual(new Set(listed.map(({ userId }) => userId)), new Set([ada.id]))
        assert.equal(new Set(listed.map(({ sessionToken }) => sessionToken)).size, 2)
      },
    },
  ],
  deleteSessionsOfUser: [
    {
      name: "all sessions of a user end at once, and nobody else's",
      async holds(adapter) {
        const [ada, grace] = [await storedUser(adapter), await storedUser(adapter)]
        const ended = [await storedSession(adapter, ada.id), await storedSession(adapter, ada.id)]
        const open = await storedSession(adapter, grace.id)
        await adapter.deleteSessionsOfUser(ada.id)
        for (const { sessionToken } of ended) assert.equal(await adapter.getSessionAndUser(sessionToken), null)
        assertRecord((await adapter.getSessionAndUser(open.sessionToken))?.session, open)
        assertRecord(await adapter.getUser(ada.id), ada)
      },
    },
  ],
  increment: [
    {
      name: "a counter counts from one, apart from other counters, until a time that further counts do not move",
      async holds(adapter) {
        const [key, other] = [unique("counter"), unique("counter")]
        const begun = Date.now()
        const first = await adapter.increment(key, 60)
        const second = await adapter.increment(key, 600)
        assert.deepEqual([first.count, second.count], [1, 2])
        assert.equal((await adapter.increment(other, 60)).count, 1)
        assert.ok(Math.abs(first.expires.getTime() - begun - 60_000) < 5000, "expires a window after its first count")
        assert.ok(Math.abs(second.expires.getTime() - first.expires.getTime()) < 1000, "expires when it did before")
      },
    },
    {
      name: "a counter begins anew when its window has passed",
      async holds(adapter) {
        const key = unique("counter")
        await adapter.increment(key, 1)
        await adapter.increment(key, 1)
        await new Promise((resolve) => setTimeout(resolve, 1100))
        assert.equal((await adapter.increment(key, 1)).count, 1)
      },
    },
    {
      name: "of 100 simultaneous counts each gets another number",
      async holds(adapter) {
        const key = unique("counter")
        const counts = await Promise.all(Array.from({ length: 100 }, () => adapter.increment(key, 60)))
        assert.deepEqual(
          counts.map(({ count }) => count).sort((a, b) => a - b),
          Array.from({ length: 100 }, (_, index) => index + 1),
        )
      },
    },
  ],
  decrement: [
    {
      name: "counts are taken back, never below none, and the counter ends when it did before",
      async holds(adapter) {
        const [key, other] = [unique("counter"), unique("counter")]
        const first = await adapter.increment(key, 60)
        for (let times = 0; times < 4; times++) await adapter.increment(key, 60)
        await adapter.increment(other, 60)
        await adapter.decrement(key, 2)
        const later = await adapter.increment(key, 600)
        assert.equal(later.count, 4)
        assert.ok(Math.abs(later.expires.getTime() - first.expires.getTime()) < 1000, "expires when it did before")
        await adapter.decrement(key, 100)
        assert.equal((await adapter.increment(key, 60)).count, 1)
        assert.equal((await adapter.increment(other, 60)).count, 2)
        await adapter.decrement(unique("counter"), 1)
      },
    },
    {
      name: "of 50 simultaneous counts and as many taken back each one is heard",
      async holds(adapter) {
        const key = unique("counter")
        for (let times = 0; times < 50; times++) await adapter.increment(key, 60)
        await Promise.all(
          Array.from({ length: 50 }, () => [adapter.increment(key, 60), adapter.decrement(key, 1)]).flat(),
        )
        assert.equal((await adapter.increment(key, 60)).count, 51)
      },
    },
  ],
  setValue: [
    {
      name: "a value takes the place of the one that was under its key, and nobody else's",
      async holds(adapter) {
        const [key, other] = [unique("value"), unique("value")]
        const text = "größe 'quoted\" \\ {json}"
        await adapter.setValue(key, "first", 60)
        await adapter.setValue(other, "other", 60)
        await adapter.setValue(key, text, 60)
        assert.equal(await adapter.getValue(key), text)
        assert.equal(await adapter.getValue(other), "other")
      },
    },
    {
      name: "of many who set one value at once one is there afterwards",
      async holds(adapter) {
        const key = unique("value")
        const texts = Array.from({ length: 20 }, (_, index) => `value ${index}`)
        await Promise.all(texts.map((text) => adapter.setValue(key, text, 60)))
        assert.ok(texts.includes((await adapter.getValue(key)) ?? ""))
      },
    },
  ],
  getValue: [
    {
      name: "a value that was never set, or whose time has passed, is null",
      async holds(adapter) {
        const key = unique("value")
        assert.equal(await adapter.getValue(key), null)
        await adapter.setValue(key, "short-lived", 1)
        assert.equal(await adapter.getValue(key), "short-lived")
        await new Promise((resolve) => setTimeout(resolve, 1100))
        assert.equal(await adapter.getValue(key), null)
        await adapter.setValue(key, "again", 60)
        assert.equal(await adapter.getValue(key), "again")
      },
    },
  ],
}
