import type { OAuthProvider } from "../../core/contracts/provider.js"

/** The only algorithm an ID token of this provider may be signed with. */
export const idTokenAlgorithm = (provider: OAuthProvider): string =>
  provider.client.id_token_signed_response_alg ?? "RS256"

/** Whether the key is the client's secret, and not one that the provider publishes. */
export const isSignedBySecret = (algorithm: string): boolean => /^HS(256|384|512)$/.test(algorithm)

/**
 * Refuses an algorithm whose tokens could not be checked later.
 *
 * @throws {TypeError}
 */
export function assertVerifiable(provider: OAuthProvider): void {
  const algorithm = idTokenAlgorithm(provider)
  if (!provider.idToken || /^(RS|PS|ES)(256|384|512)$|^EdDSA$|^Ed25519$/.test(algorithm)) return
  if (isSignedBySecret(algorithm) && provider.clientSecret) return
  throw new TypeError(
    isSignedBySecret(algorithm)
      ? `ID tokens signed with ${algorithm} are verified with the client secret: set \`clientSecret\``
      : `ID tokens signed with ${algorithm} are not supported: register the client for RS256 and drop \`client.id_token_signed_response_alg\``,
  )
}
