import { expect, test } from "vitest"
import { listAccounts, unlinkAccount } from "../../src/accounts.js"
import type { AdapterAccount } from "../../src/adapters/index.js"
import { openApp } from "../support/app.js"
import { memoryAdapter } from "../support/memory-adapter.js"

const account = (provider: string): AdapterAccount => ({
  provider,
  providerAccountId: `at ${provider}`,
  userId: "u1",
  type: "oauth",
  access_token: "hush",
})

async function openWith(providers: string[], encryptTokens?: true) {
  const adapter = memoryAdapter()
  await adapter.createUser?.({ email: "ada@example.com", emailVerified: null })
  for (const provider of providers) await adapter.linkAccount?.(account(provider))
  const powers = {
    listAccounts: (userId: string) => adapter.accounts.filter((it) => it.userId === userId),
    unlinkAccount({ provider }: { provider: string }) {
      adapter.accounts.splice(0, 9, ...adapter.accounts.filter((it) => it.provider !== provider))
    },
  }
  const { options } = openApp({ adapter: { ...adapter, ...powers }, session: { strategy: "jwt" }, encryptTokens })
  return { adapter, options }
}

test("a user sees their accounts and takes one away", async () => {
  const { adapter, options } = await openWith(["github", "google"])
  expect((await listAccounts(options, "u1")).map((it) => it.provider)).toEqual(["github", "google"])
  await unlinkAccount(options, "u1", account("github"))
  expect(adapter.accounts.map((it) => it.provider)).toEqual(["google"])
})

test("the last way in stays, unless the app knows another", async () => {
  const { adapter, options } = await openWith(["github"])
  await expect(unlinkAccount(options, "u1", account("github"))).rejects.toMatchObject({ code: "LAST_ACCOUNT" })
  expect(adapter.accounts).toHaveLength(1)
  await unlinkAccount(options, "u1", account("github"), { hasOtherWayIn: true })
  expect(adapter.accounts).toEqual([])
})

test("nobody unlinks another's account (GHSA-wr38-7xg8-fqxr, CVE-2026-49443)", async () => {
  const { adapter, options } = await openWith(["github", "google"])
  await expect(unlinkAccount(options, "u2", account("github"))).rejects.toMatchObject({ code: "UNKNOWN_ACCOUNT" })
  expect(adapter.accounts).toHaveLength(2)
})

test("an adapter that cannot is named, with one that can", async () => {
  const { options } = openApp({ adapter: memoryAdapter(), session: { strategy: "jwt" } })
  await expect(listAccounts(options, "u1")).rejects.toMatchObject({
    name: "ConfigurationError",
    message: expect.stringContaining("`listAccounts`"),
  })
})
