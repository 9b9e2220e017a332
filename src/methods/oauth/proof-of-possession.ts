import type { DPoPRequestOptions } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"

/** Whether access tokens of this provider are bound to a key of ours (RFC 9449 §5.2). */
export const bindsTokens = ({ client }: OAuthProvider): boolean => client.dpop_bound_access_tokens === true

/**
 * Sends a request to the authorization server with a proof that we hold our key, where tokens are to be bound to it; once more
 * when the server wants its nonce in the proof. For any request at the token endpoint, a refresh included.
 *
 * @param send is handed what the protocol library needs for the proof
 * @see https://www.rfc-editor.org/rfc/rfc9449.html#section-5
 */
export async function withProof(
  provider: OAuthProvider,
  send: (options: DPoPRequestOptions) => Promise<Response>,
): Promise<Response> {
  if (!bindsTokens(provider)) return send({})
  const { dpopOf, withNonce } = await import("./dpop.js")
  const DPoP = await dpopOf(provider)
  return withNonce(() => send({ DPoP }))
}

/**
 * Refuses a token that is not bound where it was to be: whoever steals it could use it. And one that is bound to what we do not know.
 *
 * @throws {TypeError}
 * @see https://www.rfc-editor.org/rfc/rfc9449.html#section-5
 */
export function assertTokenType(
  provider: OAuthProvider,
  { token_type: type, access_token }: Record<string, unknown>,
): void {
  const isBound = typeof type === "string" && type.toLowerCase() === "dpop"
  if (access_token === undefined || isBound === bindsTokens(provider)) return
  throw new TypeError(
    isBound
      ? "The access token is bound to a key (DPoP): set `client.dpop_bound_access_tokens`"
      : "The access token is not bound to our key, though `client.dpop_bound_access_tokens` asks for that",
  )
}
