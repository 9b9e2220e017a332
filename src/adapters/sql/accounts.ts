import type { Adapter, AdapterAccount } from "../../core/contracts/adapter.js"
import { deleteRecords, findRecord, findRecords, insertRecord, type Store, tableIn, updateRecord } from "./queries.js"
import type { Fields } from "./rows.js"

type AccountMethods = Required<
  Pick<Adapter, "linkAccount" | "unlinkAccount" | "getAccount" | "updateAccount" | "listAccounts">
>

const asAccount = (record: Fields): AdapterAccount => record as unknown as AdapterAccount

export const accountMethods = (store: Store): AccountMethods => ({
  linkAccount: (account) => insertRecord(store, tableIn(store, "account"), { ...account }),

  unlinkAccount: ({ provider, providerAccountId }) =>
    deleteRecords(store, tableIn(store, "account"), { provider, providerAccountId }),

  async getAccount(providerAccountId, provider) {
    const found = await findRecord(store, tableIn(store, "account"), { provider, providerAccountId })
    return found && asAccount(found)
  },

  updateAccount: ({ provider, providerAccountId, ...changes }) =>
    updateRecord(store, tableIn(store, "account"), { provider, providerAccountId }, changes),

  listAccounts: async (userId) =>
    (await findRecords(store, tableIn(store, "account"), { userId })).map((record) => asAccount(record)),
})
