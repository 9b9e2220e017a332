import type { AuthorizationServer } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { CheckValues } from "./check-values.js"
import { assertEndpoint } from "./endpoint-trust.js"
import { codeChallenge } from "./pkce.js"
import { bindsTokens } from "./proof-of-possession.js"

/**
 * Parameters that decide who asks, where the answer goes and what ties it to this browser, and fields of our own form.
 * A visitor's query never sets these: a link could otherwise send codes elsewhere or switch a check off.
 */
const notForVisitors: ReadonlySet<string> = new Set([
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "redirect_uri",
  "response_type",
  "response_mode",
  "state",
  "nonce",
  "code",
  "code_challenge",
  "code_challenge_method",
  "code_verifier",
  "grant_type",
  "request",
  "request_uri",
  "registration",
  "dpop_jkt",
  "iss",
  "aud",
  "callbackUrl",
  "csrfToken",
  "json",
  "nextauth",
])

/**
 * The address that sends a visitor to the provider. Later parameters replace earlier ones: the endpoint's own, the
 * developer's, the visitor's (`prompt`, `login_hint`, `scope` …), the protocol's.
 *
 * @throws {TypeError} when there is no authorization endpoint, or one that is not safe to send anybody to
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
 */
export async function authorizationUrl(
  provider: OAuthProvider,
  server: AuthorizationServer,
  redirectUri: string,
  visitor: Readonly<Record<string, string>>,
  checks: CheckValues,
): Promise<URL> {
  const url = new URL(server.authorization_endpoint ?? missing(provider))
  assertEndpoint(provider, url)

  const own = Object.fromEntries(url.searchParams)
  const wanted = {
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: provider.type === "oidc" ? "openid profile email" : "openid",
    ...(provider.responseMode === "form_post" ? { response_mode: "form_post" } : {}),
    ...own,
    ...defaultContexts(provider),
    ...provider.authorization.params,
    ...withoutReserved(visitor),
    ...(await checkParameters(checks)),
    ...(bindsTokens(provider) ? await keyParameters(provider) : {}),
  }
  url.search = new URLSearchParams({ ...own, ...(await onTheWay(provider, server, wanted)) }).toString()
  return url
}

/** What the browser carries: the parameters, or a signed object of them, or a reference to what the server was told itself. */
async function onTheWay(
  provider: OAuthProvider,
  server: AuthorizationServer,
  parameters: Record<string, string>,
): Promise<Record<string, string>> {
  const signed = signsRequests(provider)
    ? await (await import("./request-object.js")).signRequest(provider, server, parameters)
    : parameters
  return pushesRequests(provider, server)
    ? (await import("./pushed-request.js")).pushRequest(provider, server, signed)
    : signed
}

/** @see https://www.rfc-editor.org/rfc/rfc9101#section-10.5 */
const signsRequests = ({ client }: OAuthProvider): boolean =>
  client.request_object_signing_alg !== undefined || client.require_signed_request_object === true

/** @see https://www.rfc-editor.org/rfc/rfc9126#section-5 */
const pushesRequests = ({ client }: OAuthProvider, server: AuthorizationServer): boolean =>
  client.require_pushed_authorization_requests ?? server.require_pushed_authorization_requests === true

function defaultContexts({ client: { default_acr_values: values } }: OAuthProvider): Record<string, string> {
  return values === undefined ? {} : { acr_values: values.join(" ") }
}

function missing(provider: OAuthProvider): never {
  throw new TypeError(`Provider "${provider.id}" has no authorization endpoint: set \`wellKnown\` or \`authorization\``)
}

const withoutReserved = (query: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !notForVisitors.has(name)))

/** Ties the code to the key that its tokens will be bound to (RFC 9449 §10). */
async function keyParameters(provider: OAuthProvider): Promise<Record<string, string>> {
  const { dpopOf } = await import("./dpop.js")
  return { dpop_jkt: await (await dpopOf(provider)).calculateThumbprint() }
}

async function checkParameters({ state, nonce, codeVerifier }: CheckValues): Promise<Record<string, string>> {
  const parameters: Record<string, string> = {}
  if (state !== undefined) parameters.state = state
  if (nonce !== undefined) parameters.nonce = nonce
  if (codeVerifier !== undefined) {
    parameters.code_challenge = await codeChallenge(codeVerifier)
    parameters.code_challenge_method = "S256"
  }
  return parameters
}
