import { encodeBase64url } from "../../core/crypto/base64url.js"

/** The hash of a signature algorithm: `RS256` and its kin name it, Ed25519 uses SHA-512. */
const hashOf = (algorithm: string): string => (/^[A-Z]{2}(256|384|512)$/.test(algorithm) ? algorithm.slice(2) : "512")

/**
 * Refuses an access token that was not issued with the ID token: one of the two was swapped on the way.
 *
 * @throws {TypeError}
 * @see https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken
 */
export async function assertAccessTokenHash(
  hash: unknown,
  accessToken: string | undefined,
  algorithm: string,
): Promise<void> {
  if (hash === undefined || accessToken === undefined) return
  const digest = await crypto.subtle.digest(`SHA-${hashOf(algorithm)}`, new TextEncoder().encode(accessToken))
  const expected = encodeBase64url(new Uint8Array(digest, 0, digest.byteLength / 2))
  if (hash !== expected) throw new TypeError('unexpected ID Token "at_hash" (access token hash) claim value')
}
