import { expect, test } from "vitest"
import { MemoryAdapter } from "../../adapters/memory.js"
import type { Adapter } from "../contracts/adapter.js"
import { ConfigurationError } from "../errors.js"
import type { Config } from "../options/config.js"
import { listAccounts, unlinkAccount } from "./manage.js"
import { sealTokens } from "./stored-tokens.js"

const configOf = (adapter: Adapter | null, more: Partial<Config> = {}) =>
  ({ problem: null, adapter, tokenSecrets: ["a secret"], ...more }) as Config

const key = (provider: string, providerAccountId: string) => ({ provider, providerAccountId })

/** Ada, with these accounts. */
async function ada(...keys: ReturnType<typeof key>[]) {
  const adapter = MemoryAdapter()
  const user = await adapter.createUser?.({ email: "ada@example.com", emailVerified: null })
  const id = user?.id ?? ""
  for (const one of keys) {
    const account = { ...one, type: "oauth" as const, userId: id, access_token: "at" }
    await adapter.linkAccount?.(await sealTokens(account, ["a secret"]))
  }
  const left = async () => (await adapter.listAccounts?.(id))?.map((it) => `${it.provider}/${it.providerAccountId}`)
  return { adapter, id, left }
}

test("somebody sees their accounts with readable tokens", async () => {
  const { adapter, id } = await ada(key("github", "1"), key("google", "2"))
  const accounts = await listAccounts(configOf(adapter), id)
  expect(accounts).toMatchObject([
    { ...key("github", "1"), access_token: "at" },
    { ...key("google", "2"), access_token: "at" },
  ])
  expect(await listAccounts(configOf(adapter), "somebody else")).toEqual([])
})

test("of two accounts the one that is named is taken away", async () => {
  const { adapter, id, left } = await ada(key("github", "1"), key("google", "2"))
  await unlinkAccount(configOf(adapter), id, key("github", "1"), false)
  expect(await left()).toEqual(["google/2"])
})

test.each([key("github", "2"), key("google", "1"), key("gitlab", "1"), key("github", "3")])(
  "an account that is not theirs cannot be taken away: %j",
  async (other) => {
    const { adapter, id, left } = await ada(key("github", "1"), key("google", "2"))
    await expect(unlinkAccount(configOf(adapter), id, other, true)).rejects.toMatchObject({ code: "UNKNOWN_ACCOUNT" })
    expect(await left()).toHaveLength(2)
  },
)

test("the last way in stays, unless there is another that is no account", async () => {
  const { adapter, id, left } = await ada(key("github", "1"))
  const unlink = (hasOtherWayIn: boolean) => unlinkAccount(configOf(adapter), id, key("github", "1"), hasOtherWayIn)
  await expect(unlink(false)).rejects.toMatchObject({ code: "LAST_ACCOUNT" })
  expect(await left()).toEqual(["github/1"])
  await unlink(true)
  expect(await left()).toEqual([])
})

test("looking and taking away are one serializable transaction, where the adapter has them", async () => {
  const { adapter, id, left } = await ada(key("github", "1"), key("google", "2"))
  const isolations: unknown[] = []
  const never = () => Promise.reject(new Error("outside of the transaction"))
  const transactional: Adapter = {
    listAccounts: never,
    unlinkAccount: never,
    transaction(work, options) {
      isolations.push(options?.isolation)
      return work(adapter)
    },
  }
  await unlinkAccount(configOf(transactional), id, key("github", "1"), false)
  expect(isolations).toEqual(["serializable"])
  const plain = { ...adapter, transaction: undefined as never }
  await expect(unlinkAccount(configOf(plain), id, key("google", "2"), false)).rejects.toMatchObject({
    code: "LAST_ACCOUNT",
  })
  expect(await left()).toEqual(["google/2"])
})

test("a developer without a fitting adapter is told which methods are missing", async () => {
  const missing = { code: "MISSING_ADAPTER_METHODS_ERROR" }
  await expect(listAccounts(configOf(null), "1")).rejects.toMatchObject({
    ...missing,
    message: expect.stringContaining("with `listAccounts`,"),
  })
  const { listAccounts: _, ...lacking } = MemoryAdapter()
  const unlinking = unlinkAccount(configOf({ ...lacking, unlinkAccount: undefined as never }), "1", key("a", "b"), true)
  await expect(unlinking).rejects.toMatchObject({
    ...missing,
    message: expect.stringContaining("with `listAccounts` and `unlinkAccount`,"),
  })
})

test("with options that cannot work nothing is read or written", async () => {
  const problem = new ConfigurationError("NO_SECRET", "Set one.")
  const { adapter, id, left } = await ada(key("github", "1"))
  await expect(listAccounts(configOf(adapter, { problem }), id)).rejects.toBe(problem)
  await expect(unlinkAccount(configOf(adapter, { problem }), id, key("github", "1"), true)).rejects.toBe(problem)
  expect(await left()).toHaveLength(1)
})
