/** Authorization responses as a signed statement (JARM). Loaded for clients that ask for them. */
import {
  AuthorizationResponseError,
  type Client,
  clockTolerance,
  expectNoState,
  validateJwtAuthResponse,
} from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { ProtocolError } from "../../core/errors.js"
import type { Server } from "./discovery.js"
import { errorCode } from "./failure.js"
import { keyOptions, withServerKeys } from "./server-keys.js"
import { assertWellFormed } from "./well-formed.js"

/** How far the clocks of two honest machines may be apart, in seconds. */
const tolerance = 10

/**
 * Opens and validates a signed answer: signature, `iss`, `aud`, `exp`, then `state` as always.
 *
 * @throws {ProtocolError} Callback, when what was signed is an error
 * @see https://openid.net/specs/oauth-v2-jarm-final.html#section-2.4
 */
export async function openSignedResponse(
  provider: OAuthProvider,
  server: Server,
  parameters: URLSearchParams,
  state: string | undefined,
): Promise<URLSearchParams> {
  const client: Client = {
    client_id: provider.clientId,
    authorization_signed_response_alg: provider.client.authorization_signed_response_alg ?? "RS256",
    [clockTolerance]: tolerance,
  }
  assertWellFormed(parameters.get("response") ?? "")
  try {
    return await withServerKeys(provider, server, () =>
      validateJwtAuthResponse(
        { ...server.metadata },
        client,
        parameters,
        state ?? expectNoState,
        keyOptions(provider, server),
      ),
    )
  } catch (error) {
    if (!(error instanceof AuthorizationResponseError)) throw error
    throw new ProtocolError(
      "Callback",
      `The provider "${provider.id}" answered with the error \`${errorCode(error.error)}\`.`,
    )
  }
}
