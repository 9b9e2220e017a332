import assert from "node:assert/strict"
import type { AdapterAuthenticator } from "../../core/contracts/adapter.js"
import { assertRecord, newAccount, storedUser, unique } from "./records.js"
import type { Sentence } from "./sentence.js"

const base64 = (text: string): string => btoa(text)

const newAuthenticator = (userId: string, providerAccountId: string): AdapterAuthenticator => ({
  credentialID: base64(unique("credential")),
  userId,
  providerAccountId,
  credentialPublicKey: base64(unique("key")),
  counter: 0,
  credentialDeviceType: "multiDevice",
  credentialBackedUp: true,
  transports: "internal,hybrid",
})

export const authenticatorSentences: Sentence[] = [
  {
    name: "an account comes back by its own id and its provider, and null by any other pair",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const account = newAccount(user.id, { provider: "passkey", type: "webauthn" })
      await adapter.linkAccount(account)
      assertRecord(await adapter.getAccount(account.providerAccountId, "passkey"), account)
      assert.equal(await adapter.getAccount(account.providerAccountId, "github"), null)
      assert.equal(await adapter.getAccount(unique("unknown"), "passkey"), null)
    },
  },
  {
    name: "a passkey comes back by its credential id, and null by one that nobody has",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const passkey = newAuthenticator(user.id, unique("account"))
      assertRecord(await adapter.createAuthenticator(passkey), passkey)
      assertRecord(await adapter.getAuthenticator(passkey.credentialID), passkey)
      assert.equal(await adapter.getAuthenticator(base64(unique("unknown"))), null)
    },
  },
  {
    name: "the passkeys of a user are listed, and nobody else's",
    async holds(adapter) {
      const [ada, grace, nobody] = [await storedUser(adapter), await storedUser(adapter), await storedUser(adapter)]
      const [first, second] = [newAuthenticator(ada.id, "a"), newAuthenticator(ada.id, "b")]
      for (const passkey of [first, second, newAuthenticator(grace.id, "c")]) await adapter.createAuthenticator(passkey)
      const listed = await adapter.listAuthenticatorsByUserId(ada.id)
      assert.deepEqual(
        listed.map(({ credentialID }) => credentialID).sort(),
        [first.credentialID, second.credentialID].sort(),
      )
      assert.deepEqual(await adapter.listAuthenticatorsByUserId(nobody.id), [])
    },
  },
  {
    name: "a passkey's counter is kept, and an unknown passkey's cannot be",
    async holds(adapter) {
      const user = await storedUser(adapter)
      const passkey = newAuthenticator(user.id, unique("account"))
      await adapter.createAuthenticator(passkey)
      assertRecord(await adapter.updateAuthenticatorCounter(passkey.credentialID, 7), { ...passkey, counter: 7 })
      assertRecord(await adapter.getAuthenticator(passkey.credentialID), { ...passkey, counter: 7 })
      await assert.rejects(async () => adapter.updateAuthenticatorCounter(base64(unique("unknown")), 1))
    },
  },
]
