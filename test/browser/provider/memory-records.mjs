/** Where the provider keeps its codes, grants and sessions: in this process, until it ends. */
export class MemoryRecords {
  static #records = new Map()

  constructor(kind) {
    this.kind = kind
  }

  #key(id) {
    return `${this.kind}:${id}`
  }

  async upsert(id, payload, expiresIn) {
    const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY
    MemoryRecords.#records.set(this.#key(id), { payload, expiresAt })
  }

  async find(id) {
    const record = MemoryRecords.#records.get(this.#key(id))
    return record && record.expiresAt > Date.now() ? record.payload : undefined
  }

  async findByUid(uid) {
    return this.#search((payload) => payload.uid === uid)
  }

  async findByUserCode(userCode) {
    return this.#search((payload) => payload.userCode === userCode)
  }

  async consume(id) {
    const payload = await this.find(id)
    if (payload) payload.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id) {
    MemoryRecords.#records.delete(this.#key(id))
  }

  async revokeByGrantId(grantId) {
    for (const [key, { payload }] of MemoryRecords.#records) {
      if (payload.grantId === grantId) MemoryRecords.#records.delete(key)
    }
  }

  #search(matches) {
    for (const [key, { payload, expiresAt }] of MemoryRecords.#records) {
      if (key.startsWith(`${this.kind}:`) && expiresAt > Date.now() && matches(payload)) return payload
    }
    return undefined
  }
}
