/** A refresh request, and what must hold of its answer. */
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { ProtocolError, SignInError } from "../../core/errors.js"
import { findServer, type Server } from "../../methods/oauth/discovery.js"
import { orFail } from "../../methods/oauth/failure.js"
import { idTokenAlgorithm, isSignedBySecret } from "../../methods/oauth/id-token-algorithm.js"
import { assertIssuer } from "../../methods/oauth/issuer.js"
import { checkTokens, requestGrant } from "../../methods/oauth/token-request.js"
import type { KeptTokens } from "./tokens.js"

/**
 * Finds the provider's endpoints, and its keys where an ID token will come: a refresh token that rotates serves once, so nothing
 * that may fail for the moment is left for afterwards.
 *
 * @throws {ProtocolError} `OAuthCallback`
 */
export async function prepare(provider: OAuthProvider, kept: KeptTokens, now: Date): Promise<Server> {
  const server = await orFail("OAuthCallback", `Provider "${provider.id}" could not be discovered`, () =>
    findServer(provider, now),
  )
  assertIssuer(provider, server.metadata.issuer)
  const isSigned = (kept.id_token || kept.subject) && !isSignedBySecret(idTokenAlgorithm(provider))
  if (!isSigned) return server
  const { ensureKeys } = await import("../../methods/oauth/server-keys.js")
  await orFail("OAuthCallback", `The keys of provider "${provider.id}" could not be fetched`, () =>
    ensureKeys(provider, server),
  )
  return server
}

/**
 * Exchanges the refresh token for fresh tokens. What the answer does not name stays as it was, the refresh token too.
 *
 * @throws {SignInError} `RefreshTokenError`: the provider refuses it for good
 * @throws {ProtocolError} `OAuthCallback`: the provider is away, or its answer cannot be right
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export async function refresh(
  provider: OAuthProvider,
  server: Server,
  kept: KeptTokens,
  now: Date,
): Promise<KeptTokens> {
  const answer = await requestGrant(provider, server, "refresh_token", {
    ...provider.token.params,
    refresh_token: kept.refresh_token ?? "",
  }).catch((error) => Promise.reject(isRefusal(error) ? refused(provider.id, kept) : error))
  const fresh = await checkTokens(provider, answer, now)
  if (!fresh.access_token) {
    throw new ProtocolError("OAuthCallback", `The refresh of provider "${provider.id}" brought no access token.`)
  }
  if (fresh.id_token) await assertSamePerson(provider, server, kept, fresh.id_token, fresh.access_token)
  return {
    ...kept,
    access_token: fresh.access_token,
    refresh_token: fresh.refresh_token || kept.refresh_token,
    expires_at: fresh.expires_at ?? null,
    scope: fresh.scope || kept.scope,
    token_type: fresh.token_type || kept.token_type,
    ...(fresh.id_token && kept.id_token ? { id_token: fresh.id_token } : {}),
  }
}

/** The fix names the scope: a sign-in that asks for less would bring less. */
export function refused(provider: string, { scope }: Pick<KeptTokens, "scope">): SignInError {
  const again = scope ? `signIn("${provider}", {}, { scope: "${scope}" })` : `signIn("${provider}")`
  return new SignInError(
    "RefreshTokenError",
    `The provider "${provider}" no longer accepts the refresh token: ask the person to sign in there again, with \`${again}\`.`,
  )
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const isRefusal = (error: unknown): boolean =>
  error instanceof ProtocolError && (error.cause as { code?: unknown } | undefined)?.code === "invalid_grant"

/**
 * A refreshed ID token has the issuer, audience and subject of the first one. A `nonce` is the first one's, where that is
 * known; how long ago somebody proved themselves was checked when they signed in.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse
 */
async function assertSamePerson(
  provider: OAuthProvider,
  server: Server,
  kept: KeptTokens,
  idToken: string,
  accessToken: string,
): Promise<void> {
  const { validateIdToken } = await import("../../methods/oauth/id-token.js")
  const before = claimsOf(kept.id_token)
  const nonce = claimsOf(idToken).nonce
  const { max_age: _, ...params } = provider.authorization.params
  const { default_max_age, require_auth_time, ...client } = provider.client
  const later = { ...provider, client, authorization: { ...provider.authorization, params } }
  const tokens = { id_token: idToken, access_token: accessToken }
  const expected = typeof nonce === "string" ? (before.nonce ?? nonce) : undefined
  const { iss, sub } = await validateIdToken(later, server, tokens, expected)
  const subject = before.sub ?? kept.subject
  if ((subject ?? sub) !== sub || (before.iss ?? iss) !== iss) {
    throw new ProtocolError("OAuthCallback", `The refreshed ID token of provider "${provider.id}" is somebody else's.`)
  }
}

/** Claims of a token that was validated when it was stored. */
function claimsOf(idToken: string | null | undefined): { iss?: string; sub?: string; nonce?: string } {
  try {
    return JSON.parse(atob((idToken?.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")))
  } catch {
    return {}
  }
}
