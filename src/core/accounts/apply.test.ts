import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../adapters/memory.js"
import type { Adapter, AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import type { Config } from "../options/config.js"
import { type AccountStore, type Claimant, settleAccount } from "./apply.js"
import { refusalKey, sealedPrefix } from "./stored-tokens.js"

const account = { provider: "p", providerAccountId: "a", type: "oauth" as const, access_token: "at" }
const alice = { id: "at the provider", name: "Alice", email: "alice@example.com" }
const identity = (more: Partial<Identity["account"]> = {}, user: object = alice): Identity =>
  ({ account: { ...account, ...more }, user, linkable: true }) as Identity

/** An adapter, what is asked of it by name, and what the app is told. */
function setUp(change: (adapter: Adapter) => Partial<Adapter> = () => ({}), options: Partial<Config> = {}) {
  const adapter = MemoryAdapter()
  const told: [string, unknown][] = []
  const asked: string[] = []
  const tell = (name: string) => (message: unknown) => void told.push([name, message])
  const config = {
    tokenSecrets: [],
    events: { createUser: tell("createUser"), linkAccount: tell("linkAccount") },
    log: { error: tell("error"), warn: tell("warn"), debug: tell("debug") },
    ...options,
  } as unknown as Config
  const store = new Proxy({ ...adapter, ...change(adapter) } as AccountStore, {
    get: (powers, name: keyof AccountStore) => {
      if (powers[name]) asked.push(name)
      return powers[name]
    },
  })
  const settle = async (claimant: Partial<Claimant> = {}) => {
    const given = { identity: identity(), visitor: null, owner: null, mayLinkByEmail: false, ...claimant }
    const settled = settleAccount(config, store, given).then(
      (it) => () => it,
      (error: Error) => () => {
        throw error
      },
    )
    await vi.advanceTimersByTimeAsync(300) // the pauses in which another process may be between its two writes
    return (await settled)()
  }
  return { adapter, told, asked, settle }
}

const ownerIn = (adapter: Adapter) => adapter.getUserByAccount?.(account) as Promise<AdapterUser | null>
const storedIn = (adapter: Adapter) => adapter.getAccount?.("a", "p")
const withoutTransactions = { transaction: undefined as never }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test.each([
  ["with", {}],
  ["without", withoutTransactions],
])("a new person becomes a user with an account, %s transactions, and the app is told of both", async (_, powers) => {
  const { adapter, told, settle } = setUp(() => powers, { tokenSecrets: ["a secret"] } as Partial<Config>)
  const { user, isNewUser } = await settle()
  expect(isNewUser).toBe(true)
  expect(user).toEqual({ id: expect.any(String), name: "Alice", email: "alice@example.com", emailVerified: null })
  expect(user.id).not.toBe(alice.id)
  expect(await ownerIn(adapter)).toEqual(user)
  expect((await storedIn(adapter))?.access_token).toContain(sealedPrefix)
  expect(told).toEqual([
    ["createUser", { user }],
    ["linkAccount", { user, account, profile: alice }],
  ])
})

test("whoever is signed in gets the account, and is not new", async () => {
  const { adapter, told, asked, settle } = setUp()
  const visitor = (await adapter.createUser?.({ email: "bob@example.com", emailVerified: null })) as AdapterUser
  expect(await settle({ visitor })).toEqual({ user: visitor, isNewUser: false })
  expect(told).toEqual([["linkAccount", { user: visitor, account, profile: alice }]])
  expect((await ownerIn(adapter))?.id).toBe(visitor.id)
  expect(asked).not.toContain("getUserByEmail")
})

const unverified = { ...identity(), emailVerified: false }
const elsewhere = (emailVerified: boolean | undefined) => ({
  identity: { ...identity({ providerAccountId: "b" }), emailVerified } as Identity,
})

test("an address that somebody came with unverified goes to whom a provider vouches for", async () => {
  const { adapter, settle } = setUp()
  const first = (await settle({ identity: unverified })).user as AdapterUser
  const owner = (await settle(elsewhere(true))).user
  expect(owner.id).not.toBe(first.id)
  expect((await adapter.getUserByEmail?.(alice.email))?.id).toBe(owner.id)
  expect(await ownerIn(adapter)).toEqual({ ...first, email: null })
})

test.each([false, undefined])("and to nobody else: verified elsewhere, %s", async (verified) => {
  const { adapter, settle } = setUp()
  const first = (await settle({ identity: unverified })).user
  await expect(settle(elsewhere(verified))).rejects.toMatchObject({ code: "OAuthAccountNotLinked" })
  expect(await ownerIn(adapter)).toEqual(first)
})

test("nor is it taken from somebody who has it since", async () => {
  const { adapter, settle } = setUp()
  const { id = "" } = (await settle({ identity: unverified })).user
  await adapter.updateUser?.({ id, email: "moved@example.com" })
  const since = await adapter.createUser?.({ email: alice.email, emailVerified: null })
  await expect(settle(elsewhere(true))).rejects.toMatchObject({ code: "OAuthAccountNotLinked" })
  expect(await adapter.getUserByEmail?.(alice.email)).toEqual(since)
})

test("whose an address is, is only asked where it decides", async () => {
  const { adapter, asked, settle } = setUp()
  const owner = (await settle()).user as AdapterUser
  asked.length = 0
  expect(await settle({ owner })).toEqual({ user: owner, isNewUser: false })
  await settle({ owner, visitor: owner })
  await settle({ identity: identity({ providerAccountId: "b" }, { id: "x", email: null }) })
  expect(asked).not.toContain("getUserByEmail")
  const linked = await settle({ identity: identity({ providerAccountId: "c" }), mayLinkByEmail: true })
  expect(linked).toEqual({ user: owner, isNewUser: false })
  expect(asked).toContain("getUserByEmail")
  expect((await adapter.listAccounts?.(owner.id))?.length).toBe(2)
})

test("an address that the provider calls unverified links nothing", async () => {
  const { settle } = setUp()
  await settle()
  const stranger = identity({ providerAccountId: "b" })
  const refused = { code: "OAuthAccountNotLinked" }
  await expect(settle({ identity: stranger })).rejects.toMatchObject(refused)
  await expect(settle({ identity: { ...stranger, emailVerified: false }, mayLinkByEmail: true })).rejects.toMatchObject(
    refused,
  )
})

test.each([
  ["with", {}],
  ["without", withoutTransactions],
])("a user who cannot be stored is no user, %s transactions", async (_, powers) => {
  const away = () => Promise.reject(new Error("away"))
  const { settle } = setUp(() => ({
    ...powers,
    createUser: away,
    ...("transaction" in powers ? {} : { transaction: (work) => work({ ...MemoryAdapter(), createUser: away }) }),
  }))
  await expect(settle()).rejects.toMatchObject({ code: "OAuthCreateAccount" })
})

test.each([
  ["the new user is taken back", {}, []],
  [
    "and the user cannot be taken back, that is logged",
    { deleteUser: () => Promise.reject(new Error("away")) },
    ["error"],
  ],
])("when the account cannot be stored, %s", async (_, powers, logged) => {
  const { adapter, told, settle } = setUp(() => ({
    ...withoutTransactions,
    linkAccount: () => Promise.reject(new Error("no such column")),
    ...powers,
  }))
  await expect(settle()).rejects.toMatchObject({ code: "STORAGE_FAILED", cause: { message: "no such column" } })
  expect(told.map(([name]) => name)).toEqual(logged)
  if (logged.length > 0) expect(told[0]?.[1]).toBe("ADAPTER_ERROR")
  else expect(await adapter.getUserByEmail?.(alice.email)).toBeNull()
})

test("an adapter that cannot delete leaves the user, and the first error is the one that is told", async () => {
  const linkAccount = () => Promise.reject(new Error("no such column"))
  const { told, settle } = setUp(() => ({ ...withoutTransactions, linkAccount, deleteUser: undefined as never }))
  await expect(settle()).rejects.toMatchObject({ cause: { message: "no such column" } })
  expect(told).toEqual([])
})

test.each([20, 250])(
  "somebody whose first sign-in is in another process finds the user that it makes %d ms later",
  async (delay) => {
    const { adapter, settle } = setUp((adapter) => ({
      ...withoutTransactions,
      async createUser(draft) {
        const user = (await adapter.createUser?.(draft)) as AdapterUser
        setTimeout(() => adapter.linkAccount?.({ ...account, userId: user.id }), delay)
        throw new Error("duplicate key: users.email")
      },
    }))
    expect(await settle()).toEqual({ user: await ownerIn(adapter), isNewUser: false })
  },
)

test.each([
  ["once", {}, 1],
  ["three times in 300 ms", withoutTransactions, 3],
])("an address that is taken for good is looked at again %s, then refused", async (_, powers, looks) => {
  vi.useFakeTimers()
  const { adapter, asked, settle } = setUp(() => powers)
  await adapter.createUser?.({ email: alice.email, emailVerified: null })
  const refused = expect(settle()).rejects.toMatchObject({ code: "OAuthAccountNotLinked" })
  await vi.advanceTimersByTimeAsync(300)
  await refused
  expect(asked.filter((name) => name === "getUserByAccount")).toHaveLength(looks)
})

const wide = { scope: "openid, calendar  mail", refresh_token: "wide rt", access_token: "wide" }

test.each([
  ["openid", "wide"],
  ["openid mail", "wide"],
  ["mail,calendar", "wide"],
  ["openid calendar mail", "new"],
  ["openid other", "new"],
  ["openid calendar mail other", "new"],
  ["other", "new"],
  [undefined, "new"],
])("a sign-in that brings the scope %j leaves %s tokens", async (scope, token) => {
  const { adapter, settle } = setUp()
  const owner = (await settle({ identity: identity(wide) })).user as AdapterUser
  const brought = { access_token: "new", refresh_token: "new rt", id_token: "new id", ...(scope && { scope }) }
  await settle({ owner, identity: identity(brought) })
  const kept = token === "wide"
  expect(await storedIn(adapter)).toMatchObject({
    access_token: token,
    refresh_token: kept ? "wide rt" : "new rt",
    scope: kept ? wide.scope : (scope ?? wide.scope),
    id_token: "new id",
  })
})

test("wide tokens that cannot be refreshed, or whose refresh was refused, give way", async () => {
  const narrow = identity({ scope: "openid", access_token: "new", refresh_token: "new rt" })
  const { adapter, settle } = setUp()
  const owner = (await settle({ identity: identity(wide) })).user as AdapterUser
  await adapter.setValue?.(await refusalKey({ refresh_token: "wide rt" }), "1", 60)
  await settle({ owner, identity: narrow })
  expect(await storedIn(adapter)).toMatchObject({ access_token: "new", scope: "openid" })

  const other = setUp()
  const { refresh_token: _, ...unrefreshable } = wide
  const somebody = (await other.settle({ identity: identity(unrefreshable) })).user as AdapterUser
  await other.settle({ owner: somebody, identity: narrow })
  expect(await storedIn(other.adapter)).toMatchObject({ access_token: "new", scope: "openid" })
})

test.each([
  ["the note cannot be read", { getValue: () => Promise.reject(new Error("away")) }],
  ["the adapter keeps no notes", { getValue: undefined as never }],
])("where nobody can tell whether a refresh was refused, wide tokens stay: %s", async (_, powers) => {
  const { adapter, settle } = setUp(() => powers)
  const owner = (await settle({ identity: identity(wide) })).user as AdapterUser
  await settle({ owner, identity: identity({ scope: "openid", access_token: "new" }) })
  expect((await storedIn(adapter))?.access_token).toBe("wide")
})

test("an adapter that does not update accounts is asked nothing about them", async () => {
  const { asked, settle } = setUp(() => ({ updateAccount: undefined as never }))
  const owner = (await settle()).user as AdapterUser
  asked.length = 0
  expect(await settle({ owner, identity: identity({ scope: "openid" }) })).toEqual({ user: owner, isNewUser: false })
  expect(asked).toEqual([])
})
