import { afterEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "./memory.js"

afterEach(() => {
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
