import type { AuthorizationServer } from "oauth4webapi"
import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { ClientAuthenticationMethod, OAuthProvider } from "../../core/contracts/provider.js"
import { clientAuthentication, usesMutualTls } from "./client-authentication.js"

const server: AuthorizationServer = { issuer: "https://idp.example", token_endpoint: "https://idp.example/token" }
const secret = { clientId: "a client:é", clientSecret: "s p+a:c%e" }

/** What a request carries by which the client is known. */
async function proof(provider: Partial<OAuthProvider>, metadata: Partial<AuthorizationServer> = {}) {
  const [body, headers] = [new URLSearchParams(), new Headers()]
  const prove = await clientAuthentication(testProvider({ ...secret, ...provider }), { ...server, ...metadata })
  await prove(server, { client_id: provider.clientId ?? secret.clientId }, body, headers)
  return [headers.get("authorization"), Object.fromEntries(body)]
}
const by = (method: string) => ({ client: { token_endpoint_auth_method: method as ClientAuthenticationMethod } })

const basic = [`Basic ${btoa("a+client%3A%C3%A9:s+p%2Ba%3Ac%25e")}`, {}]
const post = [null, { client_id: secret.clientId, client_secret: secret.clientSecret }]
const name = [null, { client_id: secret.clientId }]
const takes = (...methods: string[]) => ({ token_endpoint_auth_methods_supported: methods })

test.each([
  ["as usual", {}, {}, basic],
  ["as usual, where the server takes both", {}, takes("client_secret_post", "client_secret_basic"), basic],
  ["as usual, where the server takes neither", {}, takes("private_key_jwt"), basic],
  ["in the body, where the server takes nothing else", {}, takes("client_secret_post"), post],
  ["in the header, where that is configured", by("client_secret_basic"), takes("client_secret_post"), basic],
  ["in the body, where that is configured", by("client_secret_post"), {}, post],
  ["by name alone, where that is configured", by("none"), {}, name],
  ["by name alone, without a secret", { clientSecret: undefined }, takes("client_secret_post"), name],
  ["by name alone, with an empty secret", { clientSecret: "", ...by("client_secret_basic") }, {}, name],
  ["by name alone, with an empty secret for the body", { clientSecret: "", ...by("client_secret_post") }, {}, name],
  ["by its certificate", { ...by("tls_client_auth"), fetch }, {}, name],
  ["by a certificate of its own", { ...by("self_signed_tls_client_auth"), fetch }, {}, name],
])("a client proves itself %s", async (_, provider, metadata, carried) => {
  expect(await proof(provider as Partial<OAuthProvider>, metadata)).toEqual(carried)
})

test("a client with a key and no secret signs a statement", async () => {
  const { privateKey } = (await crypto.subtle.generateKey({ name: "Ed25519" }, true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair
  const token = { url: undefined, params: {}, clientPrivateKey: privateKey }
  const [authorization, body] = await proof({ clientSecret: undefined, token })
  expect(authorization).toBeNull()
  expect(body).toMatchObject({
    client_assertion_type: expect.stringContaining("jwt-bearer"),
    client_id: secret.clientId,
  })
  const both = await proof({ token })
  expect(both).toEqual(basic)
  const shared = await proof(by("client_secret_jwt") as Partial<OAuthProvider>)
  expect(shared[1]).toHaveProperty("client_assertion")
})

test.each(["tls_client_auth", "self_signed_tls_client_auth", "client_secret_digest"])(
  "a method that cannot work is told: %s",
  async (method) => {
    await expect(proof(by(method))).rejects.toThrow(`"${method}"`)
  },
)

test("only two methods are of certificates", () => {
  const uses = (method: string) => usesMutualTls(testProvider(by(method)))
  expect([uses("tls_client_auth"), uses("self_signed_tls_client_auth")]).toEqual([true, true])
  expect([uses("none"), uses("private_key_jwt"), usesMutualTls(testProvider())]).toEqual([false, false, false])
})
