import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import { assertTokenType, bindsTokens } from "./proof-of-possession.js"

const bound = testProvider({ client: { dpop_bound_access_tokens: true } })
const plain = testProvider()

test("tokens are bound to our key where the client is registered for that, and nowhere else", () => {
  expect([bindsTokens(bound), bindsTokens(plain)]).toEqual([true, false])
  expect(bindsTokens(testProvider({ client: { dpop_bound_access_tokens: false } }))).toBe(false)
})

test.each([
  [bound, "DPoP", true],
  [bound, "dpop", true],
  [bound, "Bearer", false],
  [bound, undefined, false],
  [bound, 7, false],
  [plain, "Bearer", true],
  [plain, undefined, true],
  [plain, 7, true],
  [plain, "DPoP", false],
])("a token is of the kind that was asked for (%#)", (provider, token_type, isFine) => {
  const check = () => assertTokenType(provider, { access_token: "at", token_type })
  if (isFine) expect(check).not.toThrow()
  else expect(check).toThrow(/bound/)
  expect(() => assertTokenType(provider, { token_type })).not.toThrow()
})
