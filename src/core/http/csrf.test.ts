import { expect, test } from "vitest"
import { sha256Hex } from "../crypto/digest.js"
import { createCsrfToken, csrfTokenMatches, isCrossSite, readCsrfCookie } from "./csrf.js"

const secret = "the secret of the app"

test("a new token is 32 random bytes in hex, and its cookie is vouched for by the secret", async () => {
  const { token, cookie } = await createCsrfToken(secret)
  expect(token).toMatch(/^[0-9a-f]{64}$/)
  expect(cookie).toBe(`${token}|${await sha256Hex(token + secret)}`)
  expect((await createCsrfToken(secret)).token).not.toBe(token)
  expect(await readCsrfCookie(cookie, secret)).toBe(token)
})

test("a cookie that is not of our making holds no token", async () => {
  const { token, cookie } = await createCsrfToken(secret)
  const [, hash = ""] = cookie.split("|")
  const forged = [
    undefined,
    "",
    token,
    `${token}|`,
    `|${hash}`,
    `${token}|${token}`,
    `${token}|${hash}0`,
    `0${token}|${hash}`,
    `x${cookie}`,
    `${cookie}x`,
    cookie.toUpperCase(),
    `${token}${hash}`,
    `${"0".repeat(64)}|${hash}`,
    `x|${await sha256Hex(`x${secret}`)}`,
    `|${await sha256Hex(secret)}`,
  ]
  for (const one of forged) expect(await readCsrfCookie(one, secret)).toBeNull()
  expect(await readCsrfCookie(cookie, "another secret")).toBeNull()
})

test("a form passes with the token of this browser's cookie and with nothing else", () => {
  expect(csrfTokenMatches("abc", "abc")).toBe(true)
  for (const submitted of ["abd", "", "abcd", undefined, null, ["abc"], { toString: () => "abc" }]) {
    expect(csrfTokenMatches("abc", submitted)).toBe(false)
  }
  for (const submitted of [null, "", "null", undefined]) expect(csrfTokenMatches(null, submitted)).toBe(false)
})

test("only what the browser itself calls cross-site is", () => {
  const sent = (site?: string) => isCrossSite(new Headers(site === undefined ? {} : { "sec-fetch-site": site }))
  expect(sent("cross-site")).toBe(true)
  expect([sent("same-site"), sent("same-origin"), sent("none"), sent()]).toEqual([false, false, false, false])
})
