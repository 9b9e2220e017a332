import { decodeJwt, generateKeyPair } from "jose"
import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { assertionOf } from "./client-assertion.js"
import { unknownIssuer } from "./issuer.js"

const { privateKey } = await generateKeyPair("ES256")
const metadata = { issuer: "https://id.example", token_endpoint: "https://id.example/token" }

async function audience(
  issuer: string,
  more: Partial<OAuthProvider["token"]> = {},
  method = "private_key_jwt" as const,
) {
  const provider = testProvider({ token: { url: undefined, params: {}, clientPrivateKey: privateKey, ...more } })
  const body = new URLSearchParams()
  const authenticate = await assertionOf(provider, { ...metadata, issuer }, method)
  await authenticate({ ...metadata, issuer }, { client_id: provider.clientId }, body, new Headers())
  return decodeJwt(body.get("client_assertion") ?? "").aud
}

test("a statement is for the issuer alone, so that no server can use it at another's", async () => {
  expect(await audience("https://id.example")).toBe("https://id.example")
})

test.each([unknownIssuer, "https://id.example/{tenantid}/v2.0"])(
  "where %s is no issuer, it is for the token endpoint",
  async (issuer) => {
    expect(await audience(issuer)).toBe("https://id.example/token")
  },
)

test("the developer may say whom it is for", async () => {
  expect(await audience("https://id.example", { clientAssertionAudience: "urn:bank" })).toBe("urn:bank")
})

test("without a secret there is no statement signed by it", async () => {
  const provider = testProvider({ clientSecret: undefined })
  await expect(assertionOf(provider, metadata, "client_secret_jwt")).rejects.toThrow("needs a `clientSecret`")
})
