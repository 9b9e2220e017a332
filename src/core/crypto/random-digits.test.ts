import { afterEach, expect, test, vi } from "vitest"
import { randomDigits } from "./random-digits.js"

afterEach(() => {
  vi.restoreAllMocks()
})

test("each byte that is used stands for one digit of ten equally likely ones", () => {
  const bytes = [...Array(256).keys()].reverse()
  vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
    for (const at of (array as Uint8Array).keys()) (array as Uint8Array)[at] = bytes.shift() ?? 0
    return array
  })
  const digits = randomDigits(250)
  for (const digit of "0123456789") expect(digits.split(digit)).toHaveLength(26)
})

test("as many digits as asked for, with zeros in front", () => {
  const codes = Array.from({ length: 1000 }, () => randomDigits(6))
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true)
  expect(codes.some((code) => code.startsWith("0"))).toBe(true)
  expect(new Set(codes).size).toBeGreaterThan(980)
})
