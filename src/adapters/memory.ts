/** `countersign/adapters/memory`: records in this process, for tests and demonstrations. */
import type {
  Adapter,
  AdapterAccount,
  AdapterAuthenticator,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from "../core/contracts/adapter.js"
import { createCounters } from "../core/limits/counters.js"
import * as env from "../core/options/env.js"

type AccountKey = Pick<AdapterAccount, "provider" | "providerAccountId">

interface Tables {
  users: Map<string, AdapterUser>
  /** Of each address the user's id. */
  emails: Map<string, string>
  accounts: Map<string, AdapterAccount>
  sessions: Map<string, AdapterSession>
  tokens: Map<string, VerificationToken>
  authenticators: Map<string, AdapterAuthenticator>
  values: Map<string, { value: string; expires: number }>
}

const emptyTables = (): Tables => ({
  users: new Map(),
  emails: new Map(),
  accounts: new Map(),
  sessions: new Map(),
  tokens: new Map(),
  authenticators: new Map(),
  values: new Map(),
})

/** Stored records are replaced, never altered, so a copy of each table is a snapshot. */
const snapshotOf = (tables: Tables): Tables =>
  Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, new Map(table)])) as unknown as Tables

/** Milliseconds between two looks for what has expired, which is kept on for as long. */
const pause = 60_000

function forgetExpired({ sessions, tokens, values }: Tables, before: number): void {
  for (const table of [sessions, tokens, values])
    for (const [key, { expires }] of table) if (Number(expires) < before) table.delete(key)
}

const keyOf = (...parts: string[]): string => JSON.stringify(parts)
const accountKey = ({ provider, providerAccountId }: AccountKey): string => keyOf(provider, providerAccountId)

let warned = false

/**
 * Keeps users, accounts and sessions in the memory of this process: **for tests and demonstrations only.** All is lost when
 * the process ends, and a second process knows nothing of it. In production it warns once.
 *
 * It offers the whole contract with all powers, and passkeys. Transactions run one after the other, and other calls wait
 * for them, so `work` must use the adapter that it is given.
 */
export function MemoryAdapter(): Adapter {
  if (env.inProduction() && !warned) {
    warned = true
    console.warn("MemoryAdapter() loses every user when this process ends: use a database in production.")
  }
  const tables = emptyTables()
  const direct = operations(tables)
  let running: Promise<unknown> | null = null

  const queued = Object.fromEntries(
    Object.entries(direct).map(([name, operation]) => [
      name,
      async (...args: unknown[]) => {
        while (running) await running // asked again after each wait: another transaction may have begun
        return copyOf((operation as (...args: unknown[]) => unknown)(...copyOf(args)))
      },
    ]),
  ) as Adapter

  return {
    ...queued,
    async transaction(work) {
      while (running) await running
      const before = snapshotOf(tables)
      const result = (async () => work(detached(direct)))()
      const settled = result.then(
        () => undefined,
        () => void Object.assign(tables, before),
      )
      running = settled.then(() => {
        running = null
      })
      await running
      return result
    },
  }
}

/** A copy that shares nothing. Records are flat but for dates, and copying those by `structuredClone` is most of what a read costs. */
function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value
  if (value instanceof Date) return new Date(value) as T
  if (Array.isArray(value)) return value.map(copyOf) as T
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value)
  const copy = { ...value } as Record<string, unknown>
  for (const key of Object.keys(copy)) copy[key] = copyOf(copy[key])
  return copy as T
}

/** The same operations, whose arguments and results are nobody else's to change. */
const detached = (operations: Adapter): Adapter =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      async (...args: unknown[]) => copyOf((operation as (...args: unknown[]) => unknown)(...copyOf(args))),
    ]),
  ) as Adapter

function operations(tables: Tables): Adapter {
  const counters = createCounters(() => Date.now())
  let nextLook = 0
  const forgetSometimes = () => {
    const now = Date.now()
    if (now < nextLook) return
    nextLook = now + pause
    forgetExpired(tables, now - pause)
  }
  function userByEmail(email: string): AdapterUser | null {
    return tables.users.get(tables.emails.get(email) ?? "") ?? null
  }
  const accountsOf = (userId: string) => [...tables.accounts.values()].filter((it) => it.userId === userId)
  const sessionsOf = (userId: string) => [...tables.sessions.values()].filter((it) => it.userId === userId)
  const authenticatorsOf = (userId: string) => [...tables.authenticators.values()].filter((it) => it.userId === userId)
  const endSessionsOf = (userId: string) => {
    for (const { sessionToken } of sessionsOf(userId)) tables.sessions.delete(sessionToken)
  }

  function keepUser(user: AdapterUser): AdapterUser {
    const namesake = user.email ? userByEmail(user.email) : null
    if (namesake && namesake.id !== user.id) throw new Error("Another user has this e-mail address.")
    forgetEmail(user.id)
    if (user.email) tables.emails.set(user.email, user.id)
    tables.users.set(user.id, user)
    return user
  }
  function forgetEmail(userId: string): void {
    tables.emails.delete(tables.users.get(userId)?.email ?? "")
  }

  return {
    createUser: (user) => keepUser({ ...user, id: user.id ?? crypto.randomUUID() } as AdapterUser),
    getUser: (id) => tables.users.get(id) ?? null,
    getUserByEmail: userByEmail,
    getUserByAccount(key) {
      const account = tables.accounts.get(accountKey(key))
      return (account && tables.users.get(account.userId)) ?? null
    },
    updateUser(changes) {
      const user = tables.users.get(changes.id)
      if (!user) throw new Error("There is no user with this id.")
      return keepUser({ ...user, ...changes })
    },
    deleteUser(id) {
      forgetEmail(id)
      tables.users.delete(id)
      for (const account of accountsOf(id)) tables.accounts.delete(accountKey(account))
      for (const { credentialID } of authenticatorsOf(id)) tables.authenticators.delete(credentialID)
      endSessionsOf(id)
    },

    linkAccount(account) {
      if (tables.accounts.has(accountKey(account))) throw new Error("This account is linked already.")
      if (!tables.users.has(account.userId)) throw new Error("There is no user with this id.")
      tables.accounts.set(accountKey(account), account)
      return account
    },
    unlinkAccount: (key) => void tables.accounts.delete(accountKey(key)),
    updateAccount(changes) {
      const account = tables.accounts.get(accountKey(changes))
      if (account) tables.accounts.set(accountKey(changes), { ...account, ...changes })
    },
    listAccounts: accountsOf,
    getAccount: (providerAccountId, provider) =>
      tables.accounts.get(accountKey({ provider, providerAccountId })) ?? null,

    createSession(session) {
      forgetSometimes()
      tables.sessions.set(session.sessionToken, session)
      return session
    },
    getSessionAndUser(sessionToken) {
      const session = tables.sessions.get(sessionToken)
      const user = session && tables.users.get(session.userId)
      return session && user ? { session, user } : null
    },
    updateSession(changes) {
      const session = tables.sessions.get(changes.sessionToken)
      if (!session) return null
      const updated = { ...session, ...changes }
      tables.sessions.set(updated.sessionToken, updated)
      return updated
    },
    deleteSession(sessionToken) {
      const session = tables.sessions.get(sessionToken) ?? null
      tables.sessions.delete(sessionToken)
      return session
    },
    listSessions: (userId) => sessionsOf(userId).filter(({ expires }) => expires.getTime() > Date.now()),
    deleteSessionsOfUser: endSessionsOf,

    createVerificationToken(token) {
      forgetSometimes()
      tables.tokens.set(keyOf(token.identifier, token.token), token)
      return token
    },
    useVerificationToken({ identifier, token }) {
      const found = tables.tokens.get(keyOf(identifier, token)) ?? null
      tables.tokens.delete(keyOf(identifier, token))
      return found
    },

    getAuthenticator: (credentialID) => tables.authenticators.get(credentialID) ?? null,
    createAuthenticator(authenticator) {
      tables.authenticators.set(authenticator.credentialID, authenticator)
      return authenticator
    },
    listAuthenticatorsByUserId: authenticatorsOf,
    updateAuthenticatorCounter(credentialID, counter) {
      const authenticator = tables.authenticators.get(credentialID)
      if (!authenticator) throw new Error("There is no authenticator with this id.")
      const updated = { ...authenticator, counter }
      tables.authenticators.set(credentialID, updated)
      return updated
    },

    increment: counters.increment,
    decrement: counters.decrement,
    setValue(key, value, seconds) {
      forgetSometimes()
      tables.values.set(key, { value, expires: Date.now() + seconds * 1000 })
    },
    getValue(key) {
      const kept = tables.values.get(key)
      return kept && kept.expires > Date.now() ? kept.value : null
    },
  }
}
