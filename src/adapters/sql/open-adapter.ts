/** An adapter on a database whose tables are known. */
import type { Adapter } from "../../core/contracts/adapter.js"
import { accountMethods } from "./accounts.js"
import { authenticatorMethods } from "./authenticators.js"
import { cleaningUp } from "./clean-up.js"
import type { Connection, Database } from "./connect.js"
import { counterMethods } from "./counters.js"
import { firstBy } from "./first-row.js"
import type { Layout } from "./layout.js"
import type { Store } from "./queries.js"
import { retryCollisions } from "./retry.js"
import { hashedTokens, plainTokens, type TokenKeeping, takenOverTokens } from "./session-tokens.js"
import { sessionMethods } from "./sessions.js"
import { userMethods } from "./users.js"
import { valueMethods } from "./values.js"
import { verificationTokenMethods } from "./verification-tokens.js"

/** Every method is there, in transactions too. */
export type FullAdapter = Required<Adapter>

/** `hashSessionTokens`: `undefined` leaves it to who made the table. */
export function openAdapter(
  { kysely, readFirst }: Connection,
  layout: Layout,
  hashSessionTokens: boolean | undefined,
): FullAdapter {
  const tokens = tokenKeeping(layout, hashSessionTokens)
  const atomically: Store["atomically"] = (work, isolation) => {
    const begun = isolation ? kysely.transaction().setIsolationLevel(isolation) : kysely.transaction()
    return begun.execute((transaction) => work(storeInTransaction(transaction, layout)))
  }
  const store: Store = { kysely, readFirst, layout, atomically }
  const methods = retried(methodsOn(store, tokens))
  return { ...methods, ...cleaningUp(store, methods) }
}

/** Each method is one statement or one transaction: one that collided has done nothing. Inside a transaction only the whole can be retried. */
function retried(methods: FullAdapter): FullAdapter {
  const retriedMethods = Object.entries(methods).map(([name, method]) => {
    const call = method as (...values: unknown[]) => unknown
    return [name, (...values: unknown[]) => retryCollisions(() => call(...values))]
  })
  return Object.fromEntries(retriedMethods)
}

function storeInTransaction(kysely: Database, layout: Layout): Store {
  const store: Store = { kysely, readFirst: firstBy(kysely), layout, atomically: (work) => work(store) }
  return store
}

const methodsOn = (store: Store, tokens: TokenKeeping): FullAdapter => ({
  ...userMethods(store),
  ...accountMethods(store),
  ...sessionMethods(store, tokens),
  ...verificationTokenMethods(store),
  ...authenticatorMethods(store),
  ...counterMethods(store),
  ...valueMethods(store),
  transaction: (work, { isolation } = {}) => store.atomically((inside) => work(methodsOn(inside, tokens)), isolation),
})

function tokenKeeping({ sessionsAreOurs }: Layout, hash = sessionsAreOurs): TokenKeeping {
  if (!hash) return plainTokens
  return sessionsAreOurs ? hashedTokens : takenOverTokens
}
