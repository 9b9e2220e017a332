import { expect, test } from "vitest"
import { hmacHex } from "./hmac.js"

/** @see https://www.rfc-editor.org/rfc/rfc4231#section-4.3 */
test("a digest under a secret is that of the published vector", async () => {
  const digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  expect(await hmacHex("Jefe", "what do ya want for nothing?")).toBe(digest)
})
