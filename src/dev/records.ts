/** Where the provider keeps its codes, tokens and sessions: in this process, until it ends. */

type Payload = Record<string, unknown>

interface Kept {
  readonly payload: Payload
  /** Milliseconds since the epoch. */
  readonly expires: number
}

const mostRecords = 10_000

export interface Records {
  /** The class of storage that `oidc-provider` makes one of for each kind of record. */
  readonly Adapter: new (
    kind: string,
  ) => object
  /** Forgets all records of a kind. */
  clear(kind: string): void
}

/** @param clientOf what is known of a client: there is none that is not known */
export function openRecords(clientOf: (id: string) => Payload): Records {
  const records = new Map<string, Kept>()

  const find = (key: string): Payload | undefined => {
    const kept = records.get(key)
    return kept && kept.expires > Date.now() ? kept.payload : undefined
  }
  const makeRoom = (): void => {
    for (const [key, { expires }] of records) if (expires <= Date.now()) records.delete(key)
    const oldest = records.keys().next().value
    if (records.size >= mostRecords && oldest !== undefined) records.delete(oldest)
  }

  class Adapter {
    readonly #kind: string

    constructor(kind: string) {
      this.#kind = kind
    }

    async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
      if (records.size >= mostRecords) makeRoom()
      const expires = expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY
      records.set(`${this.#kind}:${id}`, { payload, expires })
    }

    async find(id: string): Promise<Payload | undefined> {
      return this.#kind === "Client" ? clientOf(id) : find(`${this.#kind}:${id}`)
    }

    async findByUid(uid: string): Promise<Payload | undefined> {
      for (const key of records.keys()) if (key.startsWith(`${this.#kind}:`) && find(key)?.uid === uid) return find(key)
      return undefined
    }

    async findByUserCode(): Promise<undefined> {}

    async consume(id: string): Promise<void> {
      const payload = await this.find(id)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    }

    async destroy(id: string): Promise<void> {
      records.delete(`${this.#kind}:${id}`)
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, { payload }] of records) if (payload.grantId === grantId) records.delete(key)
    }
  }

  return {
    Adapter,
    clear(kind) {
      for (const key of records.keys()) if (key.startsWith(`${kind}:`)) records.delete(key)
    },
  }
}
