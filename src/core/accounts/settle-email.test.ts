import { expect, test } from "vitest"
import { MemoryAdapter } from "../../adapters/memory.js"
import type { Adapter, AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import type { Config } from "../options/config.js"
import type { AccountStore } from "./apply.js"
import { settleEmail } from "./settle-email.js"

const now = new Date("2026-01-02T03:04:05Z")
const email = "ada@example.com"

function setUp(change: (adapter: Adapter) => Partial<Adapter> = () => ({})) {
  const adapter = MemoryAdapter()
  const told: [string, unknown][] = []
  const tell = (name: string) => (message: unknown) => void told.push([name, message])
  const config = { events: { createUser: tell("createUser"), updateUser: tell("updateUser") } } as unknown as Config
  const store = { ...adapter, ...change(adapter) } as AccountStore
  const identity = { user: { id: email, email, name: "not stored" } } as unknown as Identity
  const settle = (owner: AdapterUser | null = null) =>
    settleEmail(config, store, identity, owner, { visitorId: null, now })
  return { adapter, told, settle }
}

test("a new address becomes a user whose address is verified now", async () => {
  const { adapter, told, settle } = setUp()
  const { user, isNewUser } = await settle()
  expect(user).toEqual({ id: expect.any(String), email, emailVerified: now })
  expect(isNewUser).toBe(true)
  expect(await adapter.getUserByEmail?.(email)).toEqual(user)
  expect(told).toEqual([["createUser", { user }]])
})

test("a known address is the same user, verified anew", async () => {
  const { adapter, told, settle } = setUp()
  const owner = (await adapter.createUser?.({ email, name: "Ada", emailVerified: null })) as AdapterUser
  const verified = { ...owner, emailVerified: now }
  expect(await settle(owner)).toEqual({ user: verified, isNewUser: false })
  expect(await adapter.getUserByEmail?.(email)).toEqual(verified)
  expect(told).toEqual([["updateUser", { user: verified }]])
})

test("of two first sign-ins at once both are the one user", async () => {
  const { adapter, settle } = setUp((adapter) => ({
    async createUser(draft) {
      await adapter.createUser?.(draft)
      throw new Error("duplicate key: users.email")
    },
  }))
  const { user, isNewUser } = await settle()
  expect(isNewUser).toBe(false)
  expect(user).toEqual(await adapter.getUserByEmail?.(email))
})

test("a user who cannot be stored is no user", async () => {
  const { told, settle } = setUp(() => ({ createUser: () => Promise.reject(new Error("away")) }))
  await expect(settle()).rejects.toMatchObject({ code: "EmailCreateAccount", cause: { message: "away" } })
  expect(told).toEqual([])
})
