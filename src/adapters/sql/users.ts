import { type RawBuilder, sql } from "kysely"
import type { Adapter, AdapterUser } from "../../core/contracts/adapter.js"
import { StorageError } from "../../core/errors.js"
import { type FoundTable, tableName } from "./layout.js"
import { prepare } from "./prepared.js"
import {
  canHold,
  deleteRecords,
  findRecord,
  insertIdentified,
  matching,
  ownedBy,
  type Store,
  tableIn,
  updateRecord,
} from "./queries.js"
import { type Fields, readRecord, readValues, selectList } from "./rows.js"

type UserMethods = Required<
  Pick<Adapter, "createUser" | "getUser" | "getUserByEmail" | "getUserByAccount" | "updateUser" | "deleteUser">
>

const asUser = (record: Fields): AdapterUser => record as unknown as AdapterUser
const asUserOrNull = (record: Fields | null): AdapterUser | null => record && asUser(record)

export function userMethods(store: Store): UserMethods {
  let findById: ReturnType<typeof prepare> | undefined
  return {
    createUser: async (user) => asUser(await insertIdentified(store, tableIn(store, "user"), { ...user })),

    /** Asked at every request where sessions are kept elsewhere. */
    async getUser(id) {
      const users = tableIn(store, "user")
      if (!canHold(users, { id })) return null
      findById ??= prepare(store, ([one = ""]) => selectById(store, users, one))
      const row = await findById([id])
      return row ? asUser(readValues(users, row)) : null
    },

    getUserByEmail: async (email) => asUserOrNull(await findRecord(store, tableIn(store, "user"), { email })),

    async getUserByAccount({ provider, providerAccountId }) {
      const users = tableIn(store, "user")
      const accounts = tableIn(store, "account")
      const { rows } = await sql<Fields>`
      select ${selectList(users, "", "u")} from ${tableName(accounts)} as a
      join ${tableName(users)} as u on ${ownedBy(users, "u", accounts, "a")}
      where ${matching(store, accounts, { provider, providerAccountId }, "a")}`.execute(store.kysely)
      return rows[0] ? asUser(readRecord(users, rows[0])) : null
    },

    async updateUser({ id, ...changes }) {
      const updated = await updateRecord(store, tableIn(store, "user"), { id }, changes)
      if (updated) return asUser(updated)
      throw new StorageError("STORAGE_FAILED", "The user to update is not in the database.")
    },

    /** Tables of other libraries may lack the foreign keys that would take the rest along. */
    deleteUser: (userId) =>
      store.atomically(async (inside) => {
        const { authenticator, session, account } = inside.layout.tables
        for (const table of [authenticator, session, account]) if (table) await deleteRecords(inside, table, { userId })
        await deleteRecords(inside, tableIn(inside, "user"), { id: userId })
      }),
  }
}

const selectById = (store: Store, users: FoundTable, id: string): RawBuilder<unknown> =>
  sql`select ${selectList(users, "u:")} from ${tableName(users)} where ${matching(store, users, { id })}`
