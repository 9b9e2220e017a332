import { type RawBuilder, sql } from "kysely"
import type { Adapter, AdapterSession, AdapterUser } from "../../core/contracts/adapter.js"
import { tableName } from "./layout.js"
import { prepare } from "./prepared.js"
import {
  deleteRecords,
  findRecords,
  insertRecord,
  matching,
  ownedBy,
  type Store,
  tableIn,
  takeRecord,
  updateRecord,
} from "./queries.js"
import { type Fields, recordReader, selectList } from "./rows.js"
import type { TokenKeeping } from "./session-tokens.js"

type SessionMethods = Required<
  Pick<
    Adapter,
    "createSession" | "getSessionAndUser" | "updateSession" | "deleteSession" | "listSessions" | "deleteSessionsOfUser"
  >
>

/** A session as the caller knows it: by the token of the cookie, however that is stored. */
const asSession = (record: Fields, sessionToken: string): AdapterSession =>
  ({ ...record, sessionToken }) as unknown as AdapterSession

export function sessionMethods(store: Store, tokens: TokenKeeping): SessionMethods {
  let reading: ReadingWithUser | undefined
  return {
    async createSession(session) {
      const sessionToken = await tokens.store(session.sessionToken)
      await insertRecord(store, tableIn(store, "session"), { ...session, sessionToken })
      return session
    },

    async getSessionAndUser(sessionToken) {
      reading ??= readingWithUser(store)
      const row = await reading.find(await tokens.find(sessionToken))
      if (!row) return null
      const user = reading.user(row) as unknown as AdapterUser
      return { session: asSession(reading.session(row), sessionToken), user }
    },

    async updateSession({ sessionToken, ...changes }) {
      const where = { sessionToken: await tokens.find(sessionToken) }
      const stored = { ...changes, sessionToken: await tokens.store(sessionToken) }
      const updated = await updateRecord(store, tableIn(store, "session"), where, stored)
      return updated && asSession(updated, sessionToken)
    },

    async deleteSession(sessionToken) {
      const where = { sessionToken: await tokens.find(sessionToken) }
      const deleted = await takeRecord(store, tableIn(store, "session"), where)
      return deleted && asSession(deleted, sessionToken)
    },

    async listSessions(userId) {
      const now = Date.now()
      const sessions = (await findRecords(store, tableIn(store, "session"), { userId })) as unknown as AdapterSession[]
      const open = sessions.filter(({ expires }) => expires.getTime() > now)
      return Promise.all(
        open.map(async (session) => asSession({ ...session }, await tokens.name(session.sessionToken))),
      )
    },

    deleteSessionsOfUser: (userId) => deleteRecords(store, tableIn(store, "session"), { userId }),
  }
}

type ReadingWithUser = ReturnType<typeof readingWithUser>

/** What is asked at each request is made ready once. */
function readingWithUser(store: Store) {
  const sessions = tableIn(store, "session")
  const users = tableIn(store, "user")
  return {
    find: prepare(store, (sessionToken) => selectWithUser(store, sessionToken)),
    session: recordReader(sessions, "s:"),
    user: recordReader(users, "u:"),
  }
}

function selectWithUser(store: Store, sessionToken: readonly string[]): RawBuilder<unknown> {
  const sessions = tableIn(store, "session")
  const users = tableIn(store, "user")
  return sql`
    select ${selectList(sessions, "s:", "s")}, ${selectList(users, "u:", "u")} from ${tableName(sessions)} as s
    join ${tableName(users)} as u on ${ownedBy(users, "u", sessions, "s")}
    where ${matching(store, sessions, { sessionToken }, "s")}`
}
