/** Userinfo as a signed statement. Loaded for clients that are registered for it. */
import { processUserInfoResponse, skipSubjectCheck, validateApplicationLevelSignature } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { Server } from "./discovery.js"
import { keyOptions, withServerKeys } from "./server-keys.js"
import { assertWellFormed } from "./well-formed.js"

/**
 * Validates algorithm, `iss`, `aud` and signature of what the userinfo endpoint answered. The caller compares `sub`.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse
 */
export async function verifySignedUserinfo(
  provider: OAuthProvider,
  server: Server,
  answer: Response,
  algorithm: string,
): Promise<Record<string, unknown>> {
  const isJwt = answer.headers.get("content-type")?.startsWith("application/jwt")
  if (!isJwt) throw new TypeError("The userinfo is not signed, but `client.userinfo_signed_response_alg` asks for that")
  assertWellFormed(await answer.clone().text())
  const registered = { client_id: provider.clientId, userinfo_signed_response_alg: algorithm }
  const claims = await processUserInfoResponse(server.metadata, registered, skipSubjectCheck, answer)
  await withServerKeys(provider, server, () =>
    validateApplicationLevelSignature({ ...server.metadata }, answer, keyOptions(provider, server)),
  )
  return claims
}
