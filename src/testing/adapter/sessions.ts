import assert from "node:assert/strict"
import { assertRecord, inSeconds, storedSession, storedUser, unique } from "./records.js"
import type { Sentence } from "./sentence.js"

export const sessionSentences: Sentence[] = [
  {
    name: "a session comes back by its token, with its user",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const session = { sessionToken: unique("session"), userId: user.id, expires: inSeconds(3600) }
      assertRecord(await adapter.createSession(session), session)
      const found = await adapter.getSessionAndUser(session.sessionToken)
      assert.deepEqual(Object.keys(found ?? {}).sort(), ["session", "user"])
      assertRecord(found?.session, session)
      assertRecord(found?.user, user)
    },
  },
  {
    name: "a token that opens no session finds null",
    async holds(adapter) {
      const { id } = await storedUser(adapter)
      await storedSession(adapter, id)
      assert.equal(await adapter.getSessionAndUser(unique("unknown")), null)
    },
  },
  {
    name: "extending a session changes its expiry, and no other session's",
    async holds(adapter) {
      const { id } = await storedUser(adapter)
      const [extended, other] = [await storedSession(adapter, id), await storedSession(adapter, id)]
      const expires = inSeconds(7200)
      await adapter.updateSession({ sessionToken: extended.sessionToken, expires })
      assertRecord((await adapter.getSessionAndUser(extended.sessionToken))?.session, { ...extended, expires })
      assertRecord((await adapter.getSessionAndUser(other.sessionToken))?.session, other)
    },
  },
  {
    name: "a session that has ended does not come back when it is extended",
    async holds(adapter) {
      const { id } = await storedUser(adapter)
      const { sessionToken } = await storedSession(adapter, id)
      await adapter.deleteSession(sessionToken)
      await Promise.resolve(adapter.updateSession({ sessionToken, expires: inSeconds(7200) })).catch(() => null)
      assert.equal(await adapter.getSessionAndUser(sessionToken), null)
    },
  },
  {
    name: "ending a session ends this one, and the user and their other sessions stay",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const [ended, open] = [await storedSession(adapter, user.id), await storedSession(adapter, user.id)]
      await adapter.deleteSession(ended.sessionToken)
      assert.equal(await adapter.getSessionAndUser(ended.sessionToken), null)
      assertRecord((await adapter.getSessionAndUser(open.sessionToken))?.session, open)
      assertRecord(await adapter.getUser(user.id), user)
    },
  },
]
