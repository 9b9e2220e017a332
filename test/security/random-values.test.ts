/** What nobody may guess comes from the system's generator, whole, and never twice. */
import { expect, test, vi } from "vitest"
import { randomBytes, randomHex, randomIv, randomUuid, randomValue } from "../../src/core/crypto/random.js"
import { randomDigits } from "../../src/core/crypto/random-digits.js"
import { openApp } from "../support/app.js"

const count = process.env.TEST_CAMPAIGN === "long" ? 1_000_000 : 100_000

test("no two values are the same, all are of full length and of every character (CVE-2023-46233, CVE-2024-55565, GHSA-28wg, GHSA-2v37, GHSA-xwg4)", () => {
  const drawn = {
    value: [randomValue, /^[\w-]{43}$/, 64],
    hex: [() => randomHex(32), /^[0-9a-f]{64}$/, 16],
    uuid: [randomUuid, /^[0-9a-f-]{36}$/, 17],
    iv: [() => Buffer.from(randomIv()).toString("hex"), /^[0-9a-f]{24}$/, 16],
  } as const
  for (const [draw, form, letters] of Object.values(drawn)) {
    const values = new Set(Array.from({ length: count / 4 }, draw))
    expect(values.size).toBe(count / 4)
    for (const value of values) if (!form.test(value)) expect.unreachable(value)
    expect(new Set([...values].slice(0, 2000).join("")).size).toBe(letters)
  }
})

test("no length is odd enough for a short, a long or an endless value (CVE-2024-55565, GHSA-28wg, GHSA-2v37, GHSA-xwg4)", () => {
  for (const length of [-1, 1e9, Number.POSITIVE_INFINITY]) expect(() => randomBytes(length)).toThrow()
  for (const length of [0, 1, 2, 31, 1000]) {
    expect(randomBytes(length)).toHaveLength(length)
    expect(randomDigits(length)).toMatch(new RegExp(`^\\d{${length}}$`))
  }
})

test("signing in and out draws from the system's generator, and never from Math.random (CVE-2023-46233)", async () => {
  const guessable = vi.spyOn(Math, "random")
  const drawn = vi.spyOn(crypto, "getRandomValues")
  const browser = openApp().browser()
  await browser.signIn()
  await browser.session()
  await browser.signOut()
  expect(guessable).not.toHaveBeenCalled()
  expect(drawn).toHaveBeenCalled()
  vi.restoreAllMocks()
})
