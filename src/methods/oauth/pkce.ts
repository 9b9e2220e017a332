import type { AuthorizationServer } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { encodeBase64url } from "../../core/crypto/base64url.js"
import { digest } from "../../core/crypto/digest.js"

/**
 * Whether an attempt is tied to its code by PKCE: where `checks` says so, and wherever the server announces S256. Then a code
 * that leaks on its way through the browser is worth nothing.
 *
 * Not where `checks` is `"none"`: no cookie may be needed then; nor where `token.request` is the developer's own, which may not
 * send the verifier that it never asked for.
 *
 * @throws {TypeError} for a server that announces other methods only: `plain` protects nothing
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1
 */
export function usesPkce(
  { id, checks, token }: OAuthProvider,
  { code_challenge_methods_supported: methods }: AuthorizationServer,
): boolean {
  const isAnnounced = Array.isArray(methods) && methods.includes("S256")
  if (!checks.has("pkce")) return isAnnounced && checks.size > 0 && !token.request
  if (isAnnounced || !Array.isArray(methods)) return true // many servers that support it announce nothing
  throw new TypeError(
    `Provider "${id}" announces no S256 for PKCE: leave "pkce" out of \`checks\`, and keep "state" and "nonce" there`,
  )
}

/**
 * Derives the `code_challenge` for an authorization request from its `code_verifier`.
 *
 * Only `S256` exists here: RFC 7636 lets a server accept `plain`, which protects nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.2
 */
export const codeChallenge = async (codeVerifier: string): Promise<string> =>
  encodeBase64url(await digest(256, codeVerifier))
