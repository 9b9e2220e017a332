import type { AuthorizationServer, ClientAuth } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"

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

const none: ClientAuth = (_server, { client_id }, body) => {
  body.set("client_id", client_id)
}

/** `client_secret_basic`, unless the server says that it only takes the secret in the body. */
function usualMethod({ token_endpoint_auth_methods_supported: supported }: AuthorizationServer): string {
  return supported?.includes("client_secret_post") && !supported.includes("client_secret_basic")
    ? "client_secret_post"
    : "client_secret_basic"
}

/**
 * How the client proves itself at the token endpoint: as configured, else as usual; not at all without a secret.
 *
 * @throws {TypeError} for a method that is not supported
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
export function clientAuthentication(provider: OAuthProvider, server: AuthorizationServer): ClientAuth {
  const method = provider.client.token_endpoint_auth_method ?? usualMethod(server)
  if (method === "none" || !provider.clientSecret) return none
  if (method === "client_secret_basic") return basic(provider.clientSecret)
  if (method === "client_secret_post") return post(provider.clientSecret)
  throw new TypeError(
    `\`client.token_endpoint_auth_method\` "${method}" is not supported: use "client_secret_basic", "client_secret_post" or "none"`,
  )
}
