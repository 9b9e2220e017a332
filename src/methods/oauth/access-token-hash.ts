import { encodeBase64url } from "../../core/crypto/base64url.js"
import { digest } from "../../core/crypto/digest.js"

/** The hash of a signature algorithm: `RS256` and its kin name it, Ed25519 uses SHA-512. */
const bitsOf = (algorithm: string): 256 | 384 | 512 =>
  (Number(/^[A-Z]{2}(256|384|512)$/.exec(algorithm)?.[1]) || 512) as 256 | 384 | 512

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
  const whole = await digest(bitsOf(algorithm), accessToken)
  const expected = encodeBase64url(whole.subarray(0, whole.length / 2))
  if (hash !== expected) throw new TypeError('unexpected ID Token "at_hash" (access token hash) claim value')
}
