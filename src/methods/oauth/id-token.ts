/** Who somebody is, signed by the provider. Loaded when the first ID token arrives. */
import {
  type AuthorizationServer,
  type Client,
  clockTolerance,
  expectNoNonce,
  getValidatedIdTokenClaims,
  type IDToken,
  processAuthorizationCodeResponse,
  validateApplicationLevelSignature,
} from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { TokenSetParameters } from "../../core/model.js"
import { assertAccessTokenHash } from "./access-token-hash.js"
import type { Server } from "./discovery.js"
import { orFail } from "./failure.js"
import { idTokenAlgorithm, isSignedBySecret } from "./id-token-algorithm.js"
import { tokenIssuer } from "./issuer.js"
import { keyOptions, withServerKeys } from "./server-keys.js"
import { assertWellFormed } from "./well-formed.js"

/** How far the clocks of two honest machines may be apart, in seconds. */
const tolerance = 10

/** Seconds by which `iat` may be ahead: more than any honest clock is. next-auth v4 sets no bound. */
const furthestAhead = 3600

/**
 * Validates an ID token: algorithm, `iss`, `aud`, `azp`, `exp`, `iat`, `nonce`, `auth_time` and `acr` where they were asked for,
 * `at_hash`, and its signature. That is checked although the token came over a direct connection: it may be plain http.
 *
 * @returns the claims
 * @throws {ProtocolError} OAuthCallback
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function validateIdToken(
  provider: OAuthProvider,
  server: Server,
  tokens: TokenSetParameters,
  nonce: string | undefined,
): Promise<IDToken> {
  return orFail("OAuthCallback", `The ID token of provider "${provider.id}" was refused`, async () => {
    assertWellFormed(tokens.id_token ?? "")
    const issuer = tokenIssuer(server.metadata.issuer, tokens.id_token ?? "")
    const metadata = { ...server.metadata, issuer }
    const response = tokenAnswer(tokens)
    const claims = await validateClaims(provider, metadata, response, nonce)
    await validateSignature(provider, { ...server, metadata }, response, tokens.id_token ?? "")
    await assertAccessTokenHash(claims.at_hash, tokens.access_token, idTokenAlgorithm(provider))
    return claims
  })
}

/** What the library validates is an answer; an ID token may also come alone, or from the developer's own request. This one has been read. */
const tokenAnswer = ({ access_token, id_token }: TokenSetParameters): Response =>
  Object.assign(new Response(), {
    json: async () => ({ access_token: access_token ?? "none", token_type: "bearer", id_token }),
  })

async function validateClaims(
  provider: OAuthProvider,
  metadata: AuthorizationServer,
  response: Response,
  nonce: string | undefined,
): Promise<IDToken> {
  const client: Client = {
    client_id: provider.clientId,
    id_token_signed_response_alg: idTokenAlgorithm(provider),
    require_auth_time: provider.client.require_auth_time === true,
    [clockTolerance]: tolerance,
  }
  const answer = await processAuthorizationCodeResponse(metadata, client, response, {
    requireIdToken: true,
    expectedNonce: nonce ?? expectNoNonce,
    ...maxAge(provider),
  })
  const claims = getValidatedIdTokenClaims(answer)
  if (!claims?.sub) throw new TypeError('ID Token "sub" (subject) claim is empty')
  if (claims.iat > Date.now() / 1000 + furthestAhead) throw new TypeError('ID Token "iat" (issued at) is in the future')
  assertSubject(claims.sub)
  assertContext(provider, claims.acr)
  if (claims.azp !== undefined && claims.azp !== provider.clientId) {
    throw new TypeError('unexpected ID Token "azp" (authorized party) claim value')
  }
  return claims
}

/** The developer's own `max_age`. That of a visitor's query is between them and the provider. */
function maxAge({ authorization: { params }, client }: OAuthProvider): { maxAge?: number } {
  const seconds = params.max_age ?? client.default_max_age
  return seconds === undefined ? {} : { maxAge: Number(seconds) }
}

/** §2: at most 255 ASCII characters. A longer one would be cut by some databases, and then be somebody else's. */
function assertSubject(subject: string): void {
  if (subject.length > 255 || /[^\x20-\x7e]/.test(subject)) {
    throw new TypeError('unexpected ID Token "sub" (subject) claim value: longer than 255 characters, or not ASCII')
  }
}

/** @see https://openid.net/specs/openid-connect-core-1_0.html#acrSemantics */
function assertContext({ client: { default_acr_values: wanted } }: OAuthProvider, acr: unknown): void {
  if (wanted === undefined || (typeof acr === "string" && wanted.includes(acr))) return
  throw new TypeError('unexpected ID Token "acr" (authentication context class) claim value')
}

async function validateSignature(
  provider: OAuthProvider,
  server: Server,
  response: Response,
  idToken: string,
): Promise<void> {
  const algorithm = idTokenAlgorithm(provider)
  if (isSignedBySecret(algorithm)) {
    const { assertSignedBySecret } = await import("./signed-by-secret.js")
    return assertSignedBySecret(idToken, provider.clientSecret ?? "", algorithm)
  }
  const { issuer, jwks_uri } = server.metadata
  return withServerKeys(provider, server, () =>
    validateApplicationLevelSignature(
      { issuer, jwks_uri } as AuthorizationServer,
      response,
      keyOptions(provider, server),
    ),
  )
}
