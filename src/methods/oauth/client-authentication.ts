import type { AuthorizationServer, ClientAuth } from "oauth4webapi"
import type { ClientAuthenticationMethod, OAuthProvider } from "../../core/contracts/provider.js"

/** Form encoding of a client's id and secret (RFC 6749 §2.3.1), as the libraries encode it that providers know. */
const formEncode = (text: string): string => encodeURIComponent(text).replaceAll("%20", "+")

const basic =
  (secret: string): ClientAuth =>
  (_server, { client_id }, _body, headers) => {
    headers.set("authorization", `Basic ${btoa(`${formEncode(client_id)}:${formEncode(secret)}`)}`)
  }

const post =
  (secret: string): ClientAuth =>
  (_server, { client_id }, body) => {
    body.set("client_id", client_id)
    body.set("client_secret", secret)
  }

/** The client only says who it is: a public one, or one whose certificate proves it. */
const byName: ClientAuth = (_server, { client_id }, body) => {
  body.set("client_id", client_id)
}

/** What the configuration lets us use, and the server takes. */
function usualMethod(provider: OAuthProvider, server: AuthorizationServer): ClientAuthenticationMethod {
  if (!provider.clientSecret) return provider.token.clientPrivateKey ? "private_key_jwt" : "none"
  const supported = server.token_endpoint_auth_methods_supported
  return supported?.includes("client_secret_post") && !supported.includes("client_secret_basic")
    ? "client_secret_post"
    : "client_secret_basic"
}

/** Whether the client proves itself with its certificate (RFC 8705 §2). */
export const usesMutualTls = ({ client }: OAuthProvider): boolean =>
  client.token_endpoint_auth_method === "tls_client_auth" ||
  client.token_endpoint_auth_method === "self_signed_tls_client_auth"

/**
 * How the client proves itself at the token endpoint: as configured, else as usual; not at all without a secret or a key.
 *
 * @throws {TypeError} for a method that is not supported, or that something is missing for
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication
 */
export async function clientAuthentication(provider: OAuthProvider, server: AuthorizationServer): Promise<ClientAuth> {
  const method = provider.client.token_endpoint_auth_method ?? usualMethod(provider, server)
  const secret = provider.clientSecret
  switch (method) {
    case "none":
      return byName
    case "client_secret_basic":
      return secret ? basic(secret) : byName
    case "client_secret_post":
      return secret ? post(secret) : byName
    case "client_secret_jwt":
    case "private_key_jwt": {
      const { assertionOf } = await import("./client-assertion.js")
      return assertionOf(provider, server, method)
    }
    case "tls_client_auth":
    case "self_signed_tls_client_auth":
      if (provider.fetch) return byName
      throw new TypeError(`"${method}" needs a \`fetch\` that sends the certificate: pass one as \`[customFetch]\``)
    default:
      throw new TypeError(
        `\`client.token_endpoint_auth_method\` "${method}" is not supported: use "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth" or "none"`,
      )
  }
}
