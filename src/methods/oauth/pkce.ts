import type { AuthorizationServer } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"

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
