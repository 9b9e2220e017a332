import { expect, test } from "vitest"
import { sha256Hex } from "../crypto/digest.js"
import { createCsrfToken, csrfTokenMatches, isForeign, readCsrfCookie } from "./csrf.js"

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

const site = { origin: "https://app.example", secure: true }
const sent = (headers: Record<string, string>, at = site): boolean => isForeign(new Headers(headers), at)

test("only what the browser itself says another site sent is foreign", () => {
  const foreign = { origin: "https://evil.example" }
  expect(sent({ "sec-fetch-site": "cross-site" })).toBe(true)
  expect(sent({ "sec-fetch-site": "same-site" })).toBe(false)
  expect(sent({})).toBe(false)
  for (const site of ["same-origin", "none"]) expect(sent({ "sec-fetch-site": site, ...foreign })).toBe(false)
  for (const site of ["same-site", ""]) expect(sent({ "sec-fetch-site": site, ...foreign })).toBe(true)
  expect(sent(foreign)).toBe(true)
  expect(sent({ origin: "https://app.example" })).toBe(false)
})

test("a page that tells no referrer has an Origin of null, which is believed where nothing better is said", () => {
  expect(sent({ origin: "null" })).toBe(false)
  for (const site of ["cross-site", "same-site", "?"])
    expect(sent({ origin: "null", "sec-fetch-site": site })).toBe(true)
})

test("the host that was asked is this site too, unless TLS was left out", () => {
  const other = { origin: "https://alias.example", host: "alias.example" }
  expect(sent(other)).toBe(false)
  expect(sent({ ...other, host: "x", "x-forwarded-host": "alias.example" })).toBe(false)
  expect(sent({ ...other, host: "s.example" })).toBe(true)
  expect(sent({ ...other, origin: "http://alias.example" })).toBe(true)
  expect(sent({ ...other, origin: "http://alias.example" }, { origin: "http://app.example", secure: false })).toBe(
    false,
  )
  expect(sent({ origin: "https://evil-alias.example", host: "alias.example" })).toBe(true)
})

test("a host that nobody named is no host of that name", () => {
  expect(sent({ origin: "https://null" })).toBe(true)
  expect(sent({ origin: "https://null", host: "app.example" })).toBe(true)
})
