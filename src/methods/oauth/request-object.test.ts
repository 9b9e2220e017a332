import { decodeJwt, generateKeyPair } from "jose"
import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import { signRequest } from "./request-object.js"

const { privateKey } = await generateKeyPair("ES256")
const provider = testProvider({ token: { url: undefined, params: {}, clientPrivateKey: privateKey } })
const sign = (parameters: Record<string, string>) => signRequest(provider, { issuer: "https://id.example" }, parameters)

test("the object holds every parameter, and beside it stands what OpenID Connect wants to see", async () => {
  const given = { client_id: "the-client", response_type: "code", scope: "openid", state: "s" }
  const { request = "", ...beside } = await sign(given)
  expect(beside).toEqual({ client_id: "the-client", response_type: "code", scope: "openid" })
  expect(decodeJwt(request)).toMatchObject({ ...given, iss: "the-client", aud: "https://id.example" })
})

test.each([{}, { scope: "" }])("without a scope none stands beside it: %j", async (parameters) => {
  const { request: _, ...beside } = await sign(parameters as Record<string, string>)
  expect(beside).toEqual({ client_id: "the-client", response_type: "code" })
})
