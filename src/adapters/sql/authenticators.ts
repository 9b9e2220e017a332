import type { Adapter, AdapterAuthenticator } from "../../core/contracts/adapter.js"
import { StorageError } from "../../core/errors.js"
import { findRecord, findRecords, insertRecord, type Store, tableIn, updateRecord } from "./queries.js"
import type { Fields } from "./rows.js"

type AuthenticatorMethods = Required<
  Pick<
    Adapter,
    "getAuthenticator" | "createAuthenticator" | "listAuthenticatorsByUserId" | "updateAuthenticatorCounter"
  >
>

const asAuthenticator = (record: Fields): AdapterAuthenticator => record as unknown as AdapterAuthenticator

export const authenticatorMethods = (store: Store): AuthenticatorMethods => ({
  async getAuthenticator(credentialID) {
    const found = await findRecord(store, tableIn(store, "authenticator"), { credentialID })
    return found && asAuthenticator(found)
  },

  async createAuthenticator(authenticator) {
    await insertRecord(store, tableIn(store, "authenticator"), { ...authenticator })
    return authenticator
  },

  listAuthenticatorsByUserId: async (userId) =>
    (await findRecords(store, tableIn(store, "authenticator"), { userId })).map((record) => asAuthenticator(record)),

  async updateAuthenticatorCounter(credentialID, counter) {
    const updated = await updateRecord(store, tableIn(store, "authenticator"), { credentialID }, { counter })
    if (updated) return asAuthenticator(updated)
    throw new StorageError("STORAGE_FAILED", "The authenticator whose counter moved is not in the database.")
  },
})
