/** An adapter over plain arrays that keeps the contract: what is stored is copied, and unknown is `null`. */
import type { Adapter, AdapterAccount, AdapterSession, AdapterUser } from "../../src/core/contracts/adapter.js"

export interface MemoryAdapter extends Adapter {
  readonly users: AdapterUser[]
  readonly accounts: AdapterAccount[]
  readonly sessions: AdapterSession[]
}

export function memoryAdapter(): MemoryAdapter {
  const users: AdapterUser[] = []
  const accounts: AdapterAccount[] = []
  const sessions: AdapterSession[] = []
  const userBy = (matches: (user: AdapterUser) => boolean) => structuredClone(users.find(matches) ?? null)

  return {
    users,
    accounts,
    sessions,
    createUser(user) {
      const stored = { ...user, id: `u${users.length + 1}` }
      users.push(stored)
      return structuredClone(stored)
    },
    getUser: (id) => userBy((user) => user.id === id),
    getUserByEmail: (email) => userBy((user) => user.email === email),
    getUserByAccount({ provider, providerAccountId }) {
      const account = accounts.find((it) => it.provider === provider && it.providerAccountId === providerAccountId)
      return account ? userBy((user) => user.id === account.userId) : null
    },
    deleteUser(id) {
      users.splice(0, users.length, ...users.filter((user) => user.id !== id))
    },
    linkAccount: (account) => void accounts.push(structuredClone(account)),
    createSession(session) {
      sessions.push({ ...session })
      return { ...session }
    },
    getSessionAndUser(sessionToken) {
      const session = sessions.find((it) => it.sessionToken === sessionToken)
      const user = session && userBy((it) => it.id === session.userId)
      return session && user ? { session: { ...session }, user } : null
    },
    updateSession(changes) {
      const session = sessions.find((it) => it.sessionToken === changes.sessionToken)
      return session ? Object.assign(session, changes) : null
    },
    deleteSession(sessionToken) {
      const at = sessions.findIndex((it) => it.sessionToken === sessionToken)
      return at === -1 ? null : (sessions.splice(at, 1)[0] ?? null)
    },
  }
}
