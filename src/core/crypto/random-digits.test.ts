import { afterEach, expect, test, vi } from "vitest"
import { randomDigits } from "./random-digits.js"

afterEach(() => {
  vi.restoreAllMocks()
})

test("the bytes that are used are those that stand for ten equally likely digits", () => {
  const bytes = [...Array(256).keys()].reverse()
  vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
    for (const at of (array as Uint8Array).keys()) (array as Uint8Array)[at] = bytes.shift() ?? 0
    return array
  })
  expect(randomDigits(250)).toBe("9876543210".repeat(25)) // of 249 and the 249 below; 250 to 255 would favour six digits
})

test("as many digits as asked for, with zeros in front", () => {
  const codes = Array.from({ length: 1000 }, () => randomDigits(6))
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true)
  expect(codes.some((code) => code.startsWith("0"))).toBe(true)
  expect(new Set(codes).size).toBeGreaterThan(980)
})
