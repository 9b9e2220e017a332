import type { IDToken } from "oauth4webapi"
import { type Identity, isOutcome } from "../../core/contracts/method.js"
import type { Outcome } from "../../core/contracts/outcome.js"
import type { OAuthClient, OAuthProvider, ProviderSession } from "../../core/contracts/provider.js"
import type { RequestContext } from "../../core/contracts/request.js"
import type { Profile, TokenSetParameters } from "../../core/model.js"
import { withoutUndefined } from "../../core/session/plain-session.js"
import { whenNeeded } from "../../core/when-needed.js"
import { assertNoError, isErrorResponse, responseParameters, validateResponse } from "./authorization-response.js"
import { type CheckValues, noChecks, openChecks, removeChecks } from "./check-values.js"
import { findServer, type Server } from "./discovery.js"
import { endpointClient, endpointProvider, redirectUri } from "./endpoint-client.js"
import { orFail } from "./failure.js"
import { assertIssuer } from "./issuer.js"
import { toIdentity } from "./profile.js"
import { checkTokens, exchangeCode } from "./token-request.js"
import { assertSameSubject, fetchUserinfo } from "./userinfo.js"

const idTokens = whenNeeded(() => import("./id-token.js"))

/**
 * Receives the visitor back from the provider, and finds out who they are.
 *
 * @throws {ProtocolError} Callback when the provider reports an error, OAuthCallback when anything fails a check
 */
export async function complete(context: RequestContext, provider: OAuthProvider): Promise<Identity | Outcome> {
  const parameters = responseParameters(context.request)
  const forwarded = await forwardToPreview(context, provider, parameters)
  if (forwarded) return forwarded
  const checks = isErrorResponse(parameters) ? noChecks : await openChecks(context, provider)
  const server = await orFail("OAuthCallback", `Provider "${provider.id}" could not be discovered`, () =>
    findServer(provider, context.now),
  )
  assertIssuer(provider, server.metadata.issuer)
  assertNoError(provider, server.metadata, parameters)
  const response = await validateResponse(provider, server, parameters, checks.state)

  const tokens = await obtainTokens(context, provider, server, response, checks)
  const claims = usesIdToken(provider) ? await readIdToken(provider, server, tokens, checks) : null
  const client = endpointClient(provider, server, context.now, claims?.sub)
  const profile = await obtainProfile(context, provider, server, client, tokens, claims)
  removeChecks(context, checks)
  const told = await withFirstConsent(context, provider, profile)
  const identity = await toIdentity(context, provider, told, tokens, client)
  return claims && !isOutcome(identity) ? { ...identity, providerSession: providerSession(claims) } : identity
}

const providerSession = ({ sub, sid }: IDToken): ProviderSession =>
  typeof sid === "string" ? { subject: sub, sid } : { subject: sub }

/** An answer that came to us for a deployment that providers do not know. */
async function forwardToPreview(
  { baseUrl }: RequestContext,
  provider: OAuthProvider,
  parameters: URLSearchParams,
): Promise<Outcome | null> {
  const { redirectProxy } = provider
  if (redirectProxy?.url !== baseUrl) return null
  const { forward } = await import("./redirect-proxy.js")
  return forward(provider, redirectProxy, parameters)
}

/** A developer who both fetches the tokens and finds out who they belong to never looks at an ID token through us. */
const usesIdToken = ({ idToken, token, userinfo }: OAuthProvider): boolean =>
  idToken && !(token.request && userinfo.request)

async function readIdToken(
  provider: OAuthProvider,
  server: Server,
  tokens: TokenSetParameters,
  { nonce }: CheckValues,
): Promise<IDToken> {
  const { validateIdToken } = await idTokens()
  return validateIdToken(provider, server, tokens, nonce)
}

async function obtainTokens(
  context: RequestContext,
  provider: OAuthProvider,
  server: Server,
  response: URLSearchParams,
  checks: CheckValues,
): Promise<TokenSetParameters> {
  const answer = provider.token.request
    ? await ownTokenRequest(context, provider, server, response, checks)
    : await exchangeCode(provider, server, {
        response,
        redirectUri: redirectUri(provider, context.baseUrl),
        codeVerifier: checks.codeVerifier,
      })
  return { ...named(checks.scope), ...(await checkTokens(provider, answer, context.now)) }
}

/** A server that does not say what it granted has granted what was asked for (RFC 6749 §5.1). */
const named = (scope: string | undefined): TokenSetParameters => (scope ? { scope } : {})

async function ownTokenRequest(
  context: RequestContext,
  provider: OAuthProvider,
  server: Server,
  response: URLSearchParams,
  { state, nonce, codeVerifier }: CheckValues,
): Promise<Record<string, unknown>> {
  return orFail("OAuthCallback", `\`token.request\` of provider "${provider.id}" failed`, async () => {
    const answer = await provider.token.request?.({
      provider: endpointProvider(provider, context.baseUrl),
      client: endpointClient(provider, server, context.now),
      params: { ...Object.fromEntries(response), ...provider.token.params },
      checks: withoutUndefined({ state, nonce, code_verifier: codeVerifier }) as Record<string, string>,
    })
    if (!answer?.tokens) throw new TypeError("It must return `{ tokens }`")
    return { ...answer.tokens }
  })
}

/** The developer's own request, else the ID token's claims, else the userinfo endpoint: in this order in next-auth v4. */
async function obtainProfile(
  context: RequestContext,
  provider: OAuthProvider,
  server: Server,
  client: OAuthClient,
  tokens: TokenSetParameters,
  claims: IDToken | null,
): Promise<Profile> {
  if (provider.userinfo.request) return ownUserinfoRequest(context, provider, client, tokens, claims)
  if (claims && provider.profileFrom === "idToken") return claims
  return fetchUserinfo(provider, server, tokens.access_token, { subject: claims?.sub })
}

async function ownUserinfoRequest(
  context: RequestContext,
  provider: OAuthProvider,
  client: OAuthClient,
  tokens: TokenSetParameters,
  claims: IDToken | null,
): Promise<Profile> {
  return orFail("OAuthCallback", `\`userinfo.request\` of provider "${provider.id}" failed`, async () => {
    const profile = await provider.userinfo.request?.({
      provider: endpointProvider(provider, context.baseUrl),
      client,
      tokens,
    })
    if (typeof profile !== "object" || profile === null) throw new TypeError("It must return an object")
    assertSameSubject(provider, claims?.sub, profile)
    return profile
  })
}

async function withFirstConsent(
  { request }: RequestContext,
  { responseMode }: OAuthProvider,
  profile: Profile,
): Promise<Profile> {
  if (responseMode !== "form_post") return profile
  const { firstConsent } = await import("./first-consent.js")
  const user = firstConsent(request)
  return user ? { ...profile, ...{ user } } : profile
}
