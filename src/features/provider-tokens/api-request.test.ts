import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import { apiRequest } from "./api-request.js"

test("a token is never sent in the clear, wherever the app got the address from", async () => {
  const provider = testProvider({ discovery: "https://issuer.example/.well-known/openid-configuration" })
  await expect(apiRequest(provider, "the token", "http://api.example/calendar")).rejects.toThrow("does not use https")
  await expect(apiRequest(provider, "the token", "ftp://api.example/calendar")).rejects.toThrow("does not use https")
})
