import { afterEach, expect, test, vi } from "vitest"
import type { Adapter } from "../core/contracts/adapter.js"
import { MemoryAdapter } from "./memory.js"

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test("who keeps users in memory in production is warned, once", () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue()
  MemoryAdapter()
  expect(warn).not.toHaveBeenCalled()
  vi.stubEnv("NODE_ENV", "production")
  MemoryAdapter()
  MemoryAdapter()
  expect(warn).toHaveBeenCalledTimes(1)
})

test("what is returned can be altered without altering what is stored", async () => {
  const adapter = MemoryAdapter()
  const user = await adapter.createUser?.({ name: "Ada", email: "ada@example.com", emailVerified: null })
  if (user) user.name = "Eve"
  expect((await adapter.getUserByEmail?.("ada@example.com"))?.name).toBe("Ada")
})

test("a write beside a transaction that fails is kept", async () => {
  const adapter = MemoryAdapter()
  const failing = adapter.transaction?.(async (inside) => {
    await inside.createUser?.({ email: "eve@example.com", emailVerified: null })
    throw new Error("half-way")
  })
  const beside = adapter.createUser?.({ email: "ada@example.com", emailVerified: null })
  await expect(failing).rejects.toThrow("half-way")
  await beside
  expect(await adapter.getUserByEmail?.("eve@example.com")).toBeNull()
  expect((await adapter.getUserByEmail?.("ada@example.com"))?.email).toBe("ada@example.com")
})

test("an address that somebody has given up is free, and comes back to them when the transaction fails", async () => {
  const adapter = MemoryAdapter()
  const ada = await adapter.createUser?.({ email: "ada@example.com", emailVerified: null })
  const giveUp = async (inside: Adapter) => {
    await inside.updateUser?.({ id: ada?.id ?? "", email: null as unknown as string })
    expect(await inside.getUserByEmail?.("ada@example.com")).toBeNull()
    await inside.createUser?.({ email: "ada@example.com", emailVerified: null })
    throw new Error("after all not")
  }
  await expect(adapter.transaction?.(giveUp)).rejects.toThrow("after all not")
  expect(await adapter.getUserByEmail?.("ada@example.com")).toMatchObject({ id: ada?.id })
  await adapter.updateUser?.({ id: ada?.id ?? "", email: "countess@example.com" })
  expect(await adapter.getUserByEmail?.("ada@example.com")).toBeNull()
  expect(await adapter.getUserByEmail?.("countess@example.com")).toMatchObject({ id: ada?.id })
})

test("what expired is forgotten when somebody signs in, and what is open stays", async () => {
  vi.useFakeTimers({ now: 0 })
  const adapter = MemoryAdapter() as Required<Adapter>
  const { id } = await adapter.createUser({ email: "ada@example.com", emailVerified: null })
  const minutes = (count: number) => new Date(count * 60_000)
  for (const [name, expires] of [
    ["old", minutes(1)],
    ["open", minutes(60)],
  ] as const) {
    await adapter.createSession({ sessionToken: name, userId: id, expires })
    await adapter.createVerificationToken({ identifier: "ada@example.com", token: name, expires })
  }
  vi.setSystemTime(minutes(3))
  await adapter.createSession({ sessionToken: "new", userId: id, expires: minutes(60) })
  const isThere = async (token: string) => [
    (await adapter.getSessionAndUser(token)) !== null,
    (await adapter.useVerificationToken({ identifier: "ada@example.com", token })) !== null,
  ]
  expect(await isThere("old")).toEqual([false, false])
  expect(await isThere("open")).toEqual([true, true])
})
