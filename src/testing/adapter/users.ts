import assert from "node:assert/strict"
import { assertRecord, inSeconds, keyOf, newAccount, newUser, storedSession, storedUser, unique } from "./records.js"
import type { Sentence } from "./sentence.js"

export const userSentences: Sentence[] = [
  {
    name: "a new user gets an id, and comes back by it as stored",
    async holds(adapter) {
      const user = newUser()
      const created = await adapter.createUser(user)
      assert.ok(created.id, "createUser returns the id")
      assertRecord(created, { ...user, id: created.id })
      assertRecord(await adapter.getUser(created.id), created)
    },
  },
  {
    name: "the time at which an e-mail address was verified is a Date, on the way in and out",
    async holds(adapter) {
      const emailVerified = inSeconds(-60)
      const created = await storedUser(adapter, { emailVerified })
      assert.deepEqual(created.emailVerified, emailVerified)
      assert.deepEqual((await adapter.getUser(created.id))?.emailVerified, emailVerified)
      const unverified = await storedUser(adapter)
      assert.equal((await adapter.getUser(unverified.id))?.emailVerified ?? null, null)
    },
  },
  {
    name: "a user is found by e-mail address, and nobody by another's",
    async holds(adapter) {
      const user = await storedUser(adapter)
      await storedUser(adapter)
      assertRecord(await adapter.getUserByEmail(user.email), user)
      assert.equal(await adapter.getUserByEmail(`${unique("nobody")}@example.com`), null)
    },
  },
  {
    name: "an id that nobody has finds null",
    async holds(adapter) {
      const { id } = await storedUser(adapter)
      await adapter.deleteUser(id)
      assert.equal(await adapter.getUser(id), null)
    },
  },
  {
    name: "names come back to the letter, whatever is written in them",
    async holds(adapter) {
      const name = `Zoë "Zo" O'Brien \\ 李小龙 👩‍🔬 '); DROP TABLE users; --`
      const { id } = await storedUser(adapter, { name })
      assert.equal((await adapter.getUser(id))?.name, name)
    },
  },
  {
    name: "a user without a name or picture is one, too",
    async holds(adapter) {
      const user = { email: `${unique("plain")}@example.com`, emailVerified: null }
      const created = await adapter.createUser(user)
      assertRecord(await adapter.getUser(created.id), { ...user, id: created.id })
    },
  },
  {
    name: "updating a user changes what is named and keeps the rest, of this user only",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const other = await storedUser(adapter)
      const changes = { id: user.id, name: "Ada King", emailVerified: inSeconds(0) }
      assertRecord(await adapter.updateUser(changes), { ...user, ...changes })
      assertRecord(await adapter.getUser(user.id), { ...user, ...changes })
      assertRecord(await adapter.getUser(other.id), other)
    },
  },
  {
    name: "deleting a user takes their accounts and sessions along, and nobody else's",
    async holds(adapter) {
      const [leaving, staying] = [await storedUser(adapter), await storedUser(adapter)]
      const [gone, kept] = [newAccount(leaving.id), newAccount(staying.id)]
      await adapter.linkAccount(gone)
      await adapter.linkAccount(kept)
      const ended = await storedSession(adapter, leaving.id)
      const open = await storedSession(adapter, staying.id)

      await adapter.deleteUser(leaving.id)

      assert.equal(await adapter.getUser(leaving.id), null)
      assert.equal(await adapter.getUserByEmail(leaving.email), null)
      assert.equal(await adapter.getUserByAccount(keyOf(gone)), null)
      assert.equal(await adapter.getSessionAndUser(ended.sessionToken), null)
      assertRecord(await adapter.getUserByAccount(keyOf(kept)), staying)
      assertRecord((await adapter.getSessionAndUser(open.sessionToken))?.user, staying)
    },
  },
]
