/** How a client proves itself with a signed statement. Loaded for clients that do. */
import {
  type AuthorizationServer,
  type ClientAuth,
  ClientSecretJwt,
  type ModifyAssertionOptions,
  modifyAssertion,
  PrivateKeyJwt,
} from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { unknownIssuer } from "./issuer.js"
import { signingKey } from "./signing-key.js"

/**
 * A JWT in place of a secret, for one server and a minute.
 *
 * `aud` is the issuer alone: with the token endpoint in it, a server that lies about its own could use our statement at another's.
 *
 * @throws {TypeError} when the key or the secret is missing, or cannot sign
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
 */
export async function assertionOf(
  provider: OAuthProvider,
  server: AuthorizationServer,
  method: "client_secret_jwt" | "private_key_jwt",
): Promise<ClientAuth> {
  const audience = audienceOf(provider, server)
  const options: ModifyAssertionOptions = {
    [modifyAssertion]: (_header, claims) => {
      if (audience !== undefined) claims.aud = audience
    },
  }
  if (method === "private_key_jwt") return PrivateKeyJwt(await signingKey(provider), options)
  if (provider.clientSecret) return ClientSecretJwt(provider.clientSecret, options)
  throw new TypeError('"client_secret_jwt" needs a `clientSecret`')
}

const audienceOf = (provider: OAuthProvider, server: AuthorizationServer): string | undefined =>
  provider.token.clientAssertionAudience ??
  (server.issuer === unknownIssuer || server.issuer.includes("{") ? server.token_endpoint : undefined)
