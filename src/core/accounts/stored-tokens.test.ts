import { expect, test } from "vitest"
import { decode } from "../crypto/token.js"
import { openTokens, refusalKey, sealTokens } from "./stored-tokens.js"

const account = {
  provider: "p",
  providerAccountId: "1",
  userId: "u",
  type: "oauth" as const,
  access_token: "at",
  refresh_token: "rt",
  id_token: "eyJhbGciOiJSUzI1NiJ9.e30.x",
  scope: "openid",
}

test("tokens are sealed, each anew, and everything else stays readable", async () => {
  const sealed = await sealTokens(account, ["s"])
  expect(sealed).toMatchObject({ provider: "p", providerAccountId: "1", userId: "u", scope: "openid" })
  const texts = [sealed.access_token, sealed.refresh_token, sealed.id_token]
  for (const text of texts) expect(text).toMatch(/^eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0\.\./)
  expect((await sealTokens(account, ["s"])).access_token).not.toBe(sealed.access_token)
  expect(await openTokens(sealed, ["s"])).toEqual(account)
})

test("without a secret tokens are stored as they are", async () => {
  expect(await sealTokens(account, [])).toEqual(account)
})

test("tokens that were stored before sealing was asked for stay readable", async () => {
  expect(await openTokens(account, ["s"])).toEqual(account)
})

test("a secret can be replaced: the former one still opens, the present one seals", async () => {
  const old = await sealTokens(account, ["old"])
  expect(await openTokens(old, ["new", "old"])).toEqual(account)
  const fresh = await sealTokens(account, ["new", "old"])
  expect(await openTokens(fresh, ["new"])).toEqual(account)
})

test("with neither, the error says what to do and holds no token", async () => {
  const sealed = await sealTokens(account, ["old"])
  const error: Error = await openTokens(sealed, ["new"]).then(
    () => new Error("opened"),
    (thrown) => thrown,
  )
  expect(error).toMatchObject({ name: "StorageError", code: "STORAGE_FAILED" })
  expect(error.message).toContain("encryptTokens")
  expect(error.message).not.toContain(sealed.access_token)
})

test("a stored token is no session token", async () => {
  const sealed = await sealTokens({ access_token: '{"sub":"1"}' }, ["s"])
  await expect(decode({ token: sealed.access_token ?? "", secret: "s" })).rejects.toThrow()
})

test("what an account does not have is not sealed: an empty token stays empty", async () => {
  expect(await sealTokens({ access_token: "", scope: "s" }, ["s"])).toEqual({ access_token: "", scope: "s" })
})

test("a refused refresh is noted under a digest of the token, never the token", async () => {
  const key = await refusalKey({ refresh_token: "rt" })
  expect(key).toMatch(/^refused-refresh:[0-9a-f]{64}$/)
  expect(await refusalKey({ refresh_token: "rt" })).toBe(key)
  expect(await refusalKey({ refresh_token: "other" })).not.toBe(key)
})
