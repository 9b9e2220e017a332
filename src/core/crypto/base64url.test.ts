import { expect, test } from "vitest"
import { decodeBase64url, encodeBase64url } from "./base64url.js"

test("bytes of any length are written without padding and read again", () => {
  for (let length = 0; length < 9; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => 255 - i * 7)
    const text = encodeBase64url(bytes)
    expect(text).toBe(Buffer.from(bytes).toString("base64url"))
    expect(decodeBase64url(text)).toEqual(Buffer.from(bytes))
  }
})

test.each([
  ["one character more than bytes need", ["A", "AAAAA"]],
  ["surplus bits", ["AB", "AAB", "Ag9", "AP", "A_", "AA-", "AAAAAB"]],
  ["padding", ["AA==", "AAA=", "="]],
  ["another alphabet", ["+A", "A/", "++++", "AAA+"]],
  ["spaces and line breaks", [" AA", "AA ", "AA\n", "AA AA", "\nAAAA"]],
  ["a letter that only looks like one", ["АAAA", "AAAé", "AAA\u0000"]],
  ["a letter whose last byte is one of ours", ["\u0141AAA", "AAA\u2141", "A\u0141"]],
])("a text with %s is none that we wrote", (_, texts) => {
  for (const text of texts) expect(decodeBase64url(text)).toBeNull()
})

test("a text that ends as it should is read", () => {
  for (const text of ["AA", "AQ", "Ag", "Aw", "AAA", "AAE", "AA8", "Ag8", "AAk", "AAAA", "AAAB", "____", "----"]) {
    expect(encodeBase64url(decodeBase64url(text) as Uint8Array)).toBe(text)
  }
})
