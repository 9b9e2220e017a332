import type { AuthorizationServer } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { CheckValues } from "./check-values.js"
import { assertEndpoint } from "./provider-fetch.js"

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

  const wanted = {
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: provider.type === "oidc" ? "openid profile email" : "openid",
    ...(provider.responseMode === "form_post" ? { response_mode: "form_post" } : {}),
    ...Object.fromEntries(url.searchParams),
    ...defaultContexts(provider),
    ...provider.authorization.params,
    ...withoutReserved(visitor),
    ...(await checkParameters(checks)),
  }
  url.search = new URLSearchParams(wanted).toString()
  return url
}

function defaultContexts({ client: { default_acr_values: values } }: OAuthProvider): Record<string, string> {
  return values === undefined ? {} : { acr_values: values.join(" ") }
}

function missing(provider: OAuthProvider): never {
  throw new TypeError(`Provider "${provider.id}" has no authorization endpoint: set \`wellKnown\` or \`authorization\``)
}

const withoutReserved = (query: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !notForVisitors.has(name)))

async function checkParameters({ state, nonce, codeVerifier }: CheckValues): Promise<Record<string, string>> {
  const parameters: Record<string, string> = {}
  if (state !== undefined) parameters.state = state
  if (nonce !== undefined) parameters.nonce = nonce
  if (codeVerifier !== undefined) {
    const { calculatePKCECodeChallenge } = await import("./protocol.js")
    parameters.code_challenge = await calculatePKCECodeChallenge(codeVerifier)
    parameters.code_challenge_method = "S256" // RFC 7636 also knows `plain`, which protects nothing
  }
  return parameters
}
