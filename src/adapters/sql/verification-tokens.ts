import type { Adapter, VerificationToken } from "../../core/contracts/adapter.js"
import { insertRecord, type Store, tableIn, takeRecord } from "./queries.js"

type VerificationTokenMethods = Required<Pick<Adapter, "createVerificationToken" | "useVerificationToken">>

export const verificationTokenMethods = (store: Store): VerificationTokenMethods => ({
  async createVerificationToken(token) {
    await insertRecord(store, tableIn(store, "verificationToken"), { ...token })
    return token
  },

  async useVerificationToken({ identifier, token }) {
    const taken = await takeRecord(store, tableIn(store, "verificationToken"), { identifier, token })
    return taken && { identifier, token, expires: (taken as unknown as VerificationToken).expires }
  },
})
