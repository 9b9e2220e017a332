import type { AuthorizationServer, Client, IDToken } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { TokenSetParameters } from "../../core/model.js"
import { assertAccessTokenHash } from "./access-token-hash.js"
import type { Server } from "./discovery.js"
import { orFail } from "./failure.js"
import { tokenIssuer } from "./issuer.js"
import { withFreshKeys } from "./keys.js"
import { providerFetch } from "./provider-fetch.js"

type Library = typeof import("./protocol.js")

/** How far the clocks of two honest machines may be apart, in seconds. */
const tolerance = 10

/** The only algorithm an ID token of this provider may be signed with. */
export const idTokenAlgorithm = (provider: OAuthProvider): string =>
  provider.client.id_token_signed_response_alg ?? "RS256"

/**
 * Validates an ID token: algorithm, `iss`, `aud`, `azp`, `exp`, `iat`, `nonce`, `at_hash`, and its signature with the
 * issuer's keys. The signature is checked although the token came over a direct connection: that may be plain http.
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
    const oauth = await import("./protocol.js")
    const issuer = tokenIssuer(server.metadata.issuer, tokens.id_token ?? "")
    const metadata = { ...server.metadata, issuer }
    const response = tokenAnswer(tokens)
    const claims = await validateClaims(oauth, provider, metadata, response, nonce)
    await validateSignature(oauth, provider, server, metadata, response)
    await assertAccessTokenHash(claims.at_hash, tokens.access_token, idTokenAlgorithm(provider))
    return claims
  })
}

/** What the library validates is an answer; an ID token may also come alone, or from the developer's own request. */
const tokenAnswer = ({ access_token, id_token }: TokenSetParameters): Response =>
  Response.json({ access_token: access_token ?? "none", token_type: "bearer", id_token })

async function validateClaims(
  oauth: Library,
  provider: OAuthProvider,
  metadata: AuthorizationServer,
  response: Response,
  nonce: string | undefined,
): Promise<IDToken> {
  const client: Client = {
    client_id: provider.clientId,
    id_token_signed_response_alg: idTokenAlgorithm(provider),
    [oauth.clockTolerance]: tolerance,
  }
  const answer = await oauth.processAuthorizationCodeResponse(metadata, client, response, {
    requireIdToken: true,
    expectedNonce: nonce ?? oauth.expectNoNonce,
  })
  const claims = oauth.getValidatedIdTokenClaims(answer)
  if (!claims?.sub) throw new TypeError('ID Token "sub" (subject) claim is empty')
  if (claims.azp !== undefined && claims.azp !== provider.clientId) {
    throw new TypeError('unexpected ID Token "azp" (authorized party) claim value')
  }
  return claims
}

async function validateSignature(
  oauth: Library,
  provider: OAuthProvider,
  server: Server,
  metadata: AuthorizationServer,
  response: Response,
): Promise<void> {
  await withFreshKeys(server, () =>
    oauth.validateApplicationLevelSignature({ ...metadata }, response, {
      [oauth.jwksCache]: server.keys,
      [oauth.customFetch]: providerFetch(provider),
      [oauth.allowInsecureRequests]: true, // `providerFetch` decides, by what the developer configured
    }),
  )
}
