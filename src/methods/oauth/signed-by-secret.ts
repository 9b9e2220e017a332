import { decodeBase64url } from "../../core/crypto/base64url.js"

/**
 * Verifies a token that the provider signed with the client's secret, where the client is registered for that.
 *
 * @param algorithm `HS256`, `HS384` or `HS512`: the caller has made sure that the token names this one
 * @throws {TypeError}
 * @see https://www.rfc-editor.org/rfc/rfc7518#section-3.2
 */
export async function assertSignedBySecret(token: string, secret: string, algorithm: string): Promise<void> {
  const [header = "", payload = "", signature = ""] = token.split(".")
  const encoder = new TextEncoder()
  const hmac = { name: "HMAC", hash: `SHA-${algorithm.slice(2)}` }
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), hmac, false, ["verify"])
  const bytes = decodeBase64url(signature) as Uint8Array<ArrayBuffer> | null
  const isOurs = bytes && (await crypto.subtle.verify("HMAC", key, bytes, encoder.encode(`${header}.${payload}`)))
  if (!isOurs) throw new TypeError("JWT signature verification failed")
}
