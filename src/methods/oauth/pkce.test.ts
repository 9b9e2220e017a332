import { expect, test } from "vitest"
import { codeChallenge } from "./pkce.js"

/** @see https://www.rfc-editor.org/rfc/rfc7636#appendix-B */
test("a challenge is that of the published vector", async () => {
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
  expect(await codeChallenge(verifier)).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
})
