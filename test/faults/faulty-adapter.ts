/** An adapter of which one call fails: which one, and how, a test decides. */
import type { Adapter, AdapterAccount, AdapterUser } from "../../src/core/contracts/adapter.js"

/**
 * `throws`: nothing was done. `throws although it was done`: the answer was lost after the commit. `is silent`: no answer until the
 * database is back, and then an error. `is done too late`: no answer until it is back, and then it is done.
 */
export const modes = ["throws", "throws although it was done", "is silent", "is done too late"] as const
export type Mode = (typeof modes)[number]

/** The words of a driver, which nobody but the log may see. */
const words = "ECONNRESET 10.0.0.7:5432"

/** The Nth call, counted from one. */
export interface Fault {
  readonly at: number
  readonly mode: Mode
}

export interface FaultyAdapter {
  readonly adapter: Adapter
  /** The names of the calls since the fault was set. */
  readonly calls: readonly string[]
  /** From now on these calls fail, and no other. */
  set(...faults: readonly Fault[]): void
  /** Resolves when a call is left without an answer. */
  readonly hangs: Promise<void>
  /** The database is back: what hangs is settled, and no call fails any more. */
  heal(): Promise<void>
}

export function faultyAdapter(adapter: Adapter): FaultyAdapter {
  const calls: string[] = []
  let faults: readonly Fault[] = []
  let settle: (() => Promise<unknown>) | null = null
  let tellHanging = (): void => {}
  const hangs = new Promise<void>((told) => {
    tellHanging = told
  })

  const fail = async (mode: Mode, call: () => Promise<unknown>): Promise<unknown> => {
    if (mode === "throws although it was done") await call()
    if (mode === "throws" || mode === "throws although it was done") throw new Error(words)
    return new Promise((resolve, reject) => {
      const late = mode === "is silent" ? async () => Promise.reject(new Error(words)) : call
      settle = () => late().then(resolve, reject)
      tellHanging()
    })
  }

  const wrap = (target: Adapter): Adapter => {
    const transaction: Adapter["transaction"] = (work, options) =>
      (target as Required<Adapter>).transaction((inside) => work(wrap(inside)), options)
    const methods = Object.entries(target).map(([name, method]) => [
      name,
      async (...values: unknown[]) => {
        calls.push(name)
        const call = async () => (name === "transaction" ? transaction : method)(...(values as [never]))
        const fault = faults.find(({ at }) => at === calls.length)
        return fault ? fail(fault.mode, call) : call()
      },
    ])
    return Object.fromEntries(methods)
  }

  return {
    adapter: wrap(adapter),
    calls,
    hangs,
    set(...next) {
      calls.length = 0
      faults = next
    },
    async heal() {
      faults = []
      await settle?.()
      settle = null
    },
  }
}

/** Who is in the database, by address, with the accounts they sign in with. */
export type People = Readonly<Record<string, readonly string[]>>

export interface Ledger {
  readonly adapter: Adapter
  /** @throws when there are two of one address, or an account or a session of nobody */
  people(): Promise<People>
  /** Sessions that are open. */
  sessions(): Promise<number>
}

/** The same adapter; whatever is ever written by it is looked for again when somebody asks who there is. */
export function ledgerOf(adapter: Required<Adapter>): Ledger {
  const users = new Set<string>()
  const accounts = new Map<string, Pick<AdapterAccount, "provider" | "providerAccountId">>()
  const sessions = new Set<string>()

  const wrap = (target: Required<Adapter>): Adapter => ({
    ...target,
    transaction: (work, options) => target.transaction((inside) => work(wrap(inside as Required<Adapter>)), options),
    async createUser(user) {
      const made = await target.createUser(user)
      users.add(made.id)
      return made
    },
    linkAccount(account) {
      accounts.set(nameOf(account), account)
      return target.linkAccount(account)
    },
    createSession(session) {
      sessions.add(session.sessionToken)
      return target.createSession(session)
    },
  })

  const stored = async (): Promise<AdapterUser[]> => {
    const found = await Promise.all([...users].map((id) => adapter.getUser(id)))
    return found.filter((user) => user !== null)
  }

  return {
    adapter: wrap(adapter),
    async people() {
      const known: Record<string, readonly string[]> = {}
      for (const { id, email } of await stored()) {
        if (known[email]) throw new Error(`There are two users with the address ${email}`)
        known[email] = (await adapter.listAccounts(id)).map(nameOf).sort()
      }
      for (const { provider, providerAccountId } of accounts.values()) {
        const account = await adapter.getAccount(providerAccountId, provider)
        if (account && !(await adapter.getUser(account.userId))) throw new Error("An account belongs to nobody")
      }
      return known
    },
    async sessions() {
      const rows = await Promise.all([...sessions].map((token) => adapter.getSessionAndUser(token)))
      return rows.filter((row) => row !== null).length
    },
  }
}

const nameOf = ({ provider, providerAccountId }: Pick<AdapterAccount, "provider" | "providerAccountId">): string =>
  `${provider} ${providerAccountId}`
