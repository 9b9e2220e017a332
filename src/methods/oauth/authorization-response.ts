import type { AuthorizationServer } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { AuthRequest } from "../../core/contracts/request.js"
import { ProtocolError } from "../../core/errors.js"
import type { Server } from "./discovery.js"
import { errorCode, orFail } from "./failure.js"
import { unknownIssuer } from "./issuer.js"
import { loadProtocol } from "./load-protocol.js"

const parameterNames = ["code", "state", "iss", "error", "response", "id_token", "token"]

/**
 * What the provider sent back through the browser: the query of a GET, the form of a POST (`form_post`).
 *
 * @throws {ProtocolError} OAuthCallback, for a parameter that came twice or is no text
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
 */
export function responseParameters(request: AuthRequest): URLSearchParams {
  const fields = request.method === "POST" ? request.body : request.query
  const parameters = new URLSearchParams()
  for (const name of parameterNames) {
    const value = fields[name]
    if (value === undefined) continue
    if (typeof value !== "string" || request.repeated.has(name)) {
      throw new ProtocolError("OAuthCallback", `The answer of the provider names \`${name}\` more than once.`)
    }
    parameters.set(name, value)
  }
  return parameters
}

/** Whether the provider says that the attempt failed, as when the visitor pressed cancel. */
export const isErrorResponse = (parameters: URLSearchParams): boolean => Boolean(parameters.get("error"))

/**
 * Ends the attempt when the provider says that it failed. Whoever names another issuer in `iss` is not that provider.
 *
 * @throws {ProtocolError} Callback; OAuthCallback when the issuer is another, or missing where one is promised
 * @see https://www.rfc-editor.org/rfc/rfc9207#section-2.4
 */
export function assertNoError(provider: OAuthProvider, server: AuthorizationServer, parameters: URLSearchParams): void {
  if (!isErrorResponse(parameters)) return
  const issuer = parameters.get("iss")
  const isPromised = server.authorization_response_iss_parameter_supported === true
  if (issuer === null ? isPromised : issuer !== server.issuer) {
    throw new ProtocolError(
      "OAuthCallback",
      `An error was sent in the name of provider "${provider.id}" by another issuer.`,
    )
  }
  const code = errorCode(parameters.get("error"))
  throw new ProtocolError("Callback", `The provider "${provider.id}" answered with the error \`${code}\`.`)
}

/**
 * Checks `state` and `iss`, and returns the answer in the form that the token request insists on.
 *
 * @throws {ProtocolError} OAuthCallback
 * @see https://www.rfc-editor.org/rfc/rfc9207#section-2.4
 */
export async function validateResponse(
  provider: OAuthProvider,
  server: Server,
  parameters: URLSearchParams,
  state: string | undefined,
): Promise<URLSearchParams> {
  const { metadata } = server
  if (metadata.issuer === unknownIssuer && parameters.has("iss")) {
    throw new ProtocolError(
      "OAuthCallback",
      `The provider "${provider.id}" names itself in \`iss\`, but its \`issuer\` is not configured: set \`issuer\`.`,
    )
  }
  return orFail("OAuthCallback", `The answer of provider "${provider.id}" was refused`, async () => {
    const valid = isSignedResponse(provider)
      ? await (await import("./signed-response.js")).openSignedResponse(provider, server, parameters, state)
      : await openResponse(provider, metadata, parameters, state)
    if (!valid.get("code")) throw new TypeError('response parameter "code" missing')
    return valid
  })
}

/** Whether the provider was asked to sign its answer (JARM §2.3). */
const isSignedResponse = ({ authorization: { params } }: OAuthProvider): boolean =>
  /^(?:\w+\.)?jwt$/.test(params.response_mode ?? "")

async function openResponse(
  provider: OAuthProvider,
  metadata: AuthorizationServer,
  parameters: URLSearchParams,
  state: string | undefined,
): Promise<URLSearchParams> {
  const oauth = await loadProtocol()
  const client = { client_id: provider.clientId }
  return oauth.validateAuthResponse(metadata, client, parameters, state ?? oauth.expectNoState)
}
