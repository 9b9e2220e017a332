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
import { type Fields, readValues, selectList } from "./rows.js"
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
  const findWithUser = prepare(store, (sessionToken) => selectWithUser(store, sessionToken))
  return {
    async createSession(session) {
      const sessionToken = await tokens.store(session.sessionToken)
      await insertRecord(store, tableIn(store, "session"), { ...session, sessionToken })
      return session
    },

    async getSessionAndUser(sessionToken) {
      const sessions = tableIn(store, "session")
      const users = tableIn(store, "user")
      const row = await findWithUser(await tokens.find(sessionToken))
      if (!row) return null
      const user = readValues(users, row, sessions.columns.length) as unknown as AdapterUser
      return { session: asSession(readValues(sessions, row), sessionToken), user }
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

function selectWithUser(store: Store, sessionToken: readonly string[]): RawBuilder<unknown> {
  const sessions = tableIn(store, "session")
  const users = tableIn(store, "user")
  return sql`
    select ${selectList(sessions, "s:", "s")}, ${selectList(users, "u:", "u")} from ${tableName(sessions)} as s
    join ${tableName(users)} as u on ${ownedBy(users, "u", sessions, "s")}
    where ${matching(store, sessions, { sessionToken }, "s")}`
}
