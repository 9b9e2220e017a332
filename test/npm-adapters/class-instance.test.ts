/** Apps wrap an adapter in a class of their own: its methods are on the prototype, and need their `this`. */
import type { Adapter, AdapterUser } from "../../src/core/contracts/adapter.js"
import { describeJourneys } from "./journeys.js"

type Complete = Required<Adapter>

class Wrapper implements Adapter {
  readonly #inner: Complete
  constructor(inner: Adapter) {
    this.#inner = inner as Complete
  }
  createUser(user: Omit<AdapterUser, "id">) {
    return this.#inner.createUser(user)
  }
  getUser(...values: Parameters<Complete["getUser"]>) {
    return this.#inner.getUser(...values)
  }
  getUserByEmail(...values: Parameters<Complete["getUserByEmail"]>) {
    return this.#inner.getUserByEmail(...values)
  }
  getUserByAccount(...values: Parameters<Complete["getUserByAccount"]>) {
    return this.#inner.getUserByAccount(...values)
  }
  deleteUser(...values: Parameters<Complete["deleteUser"]>) {
    return this.#inner.deleteUser(...values)
  }
  linkAccount(...values: Parameters<Complete["linkAccount"]>) {
    return this.#inner.linkAccount(...values)
  }
  createSession(...values: Parameters<Complete["createSession"]>) {
    return this.#inner.createSession(...values)
  }
  getSessionAndUser(...values: Parameters<Complete["getSessionAndUser"]>) {
    return this.#inner.getSessionAndUser(...values)
  }
  updateSession(...values: Parameters<Complete["updateSession"]>) {
    return this.#inner.updateSession(...values)
  }
  deleteSession(...values: Parameters<Complete["deleteSession"]>) {
    return this.#inner.deleteSession(...values)
  }
  createVerificationToken(...values: Parameters<Complete["createVerificationToken"]>) {
    return this.#inner.createVerificationToken(...values)
  }
  useVerificationToken(...values: Parameters<Complete["useVerificationToken"]>) {
    return this.#inner.useVerificationToken(...values)
  }
}

describeJourneys(
  { adapter: "@auth/kysely-adapter", fixture: "kysely", engine: "SQLite", variant: "as a class instance" },
  (adapter) => new Wrapper(adapter),
)
