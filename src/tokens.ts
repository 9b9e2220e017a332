/** `countersign/tokens`: access tokens for the APIs of the providers that people signed in with. Server only. */
import { configOf } from "./auth.js"
import type { AuthOptions } from "./core/options/options.js"
import { type AccessToken, accessTokenFor } from "./features/provider-tokens/access-token.js"
import { cookieWriter, type ResponseWithCookies } from "./features/provider-tokens/send-cookies.js"

export type { AccessToken } from "./features/provider-tokens/access-token.js"
export { providerTokens } from "./features/provider-tokens/cookie-store.js"

/** Whose token, for which provider. The request is `req`, or its `headers`. */
export interface AccessTokenRequest extends ResponseWithCookies {
  options: AuthOptions
  /** A request of Node's or of the Pages Router. */
  req?: { readonly headers: Readonly<Record<string, string | string[] | undefined>> } | Request
  /** The headers of a request, such as `await headers()` of `next/headers`. */
  headers?: Pick<Headers, "get">
  /** Id of the provider. */
  provider: string
  /**
   * One of several accounts that the person has at the provider. Default: of those that were granted `scope`, the one whose token
   * lasts longest.
   */
  providerAccountId?: string
  /** Scopes that the token must have, separated by spaces. */
  scope?: string
}

/**
 * A valid access token of the person who is signed in, refreshed when it ends within a minute. `null` when nobody is signed in.
 *
 * Of simultaneous calls one refreshes, in all processes that share a database. With sessions in a cookie the fresh tokens are
 * sealed into another one, so the answer must be able to set it: pass `res`, `responseHeaders` or `cookies`.
 *
 * @throws {SignInError} `RefreshTokenError`: the provider refuses the refresh token for good; the person stays signed in here
 * @throws {SignInError} `MissingScope`: the person has not granted a scope that is asked for
 * @throws {ProtocolError} `OAuthCallback`: the provider is away, and the token that is there has expired; the next call tries again
 * @throws {RequestError} `UNKNOWN_ACCOUNT`: the person has not signed in with this provider
 * @throws {ConfigurationError} when nothing keeps tokens, or fresh ones could not be kept
 * @throws {StorageError} when the database is away
 * @example
 * ```ts
 * const token = await getAccessToken({ options: authOptions, headers: await headers(), provider: "google" })
 * ```
 */
export async function getAccessToken({
  options,
  req,
  headers,
  provider,
  providerAccountId,
  scope,
  ...response
}: AccessTokenRequest): Promise<AccessToken | null> {
  return accessTokenFor(await configOf(options), {
    headers: headers ?? readerOf(req),
    provider,
    providerAccountId,
    scope,
    cookies: cookieWriter(response),
  })
}

function readerOf(req: AccessTokenRequest["req"]): Pick<Headers, "get"> {
  const headers = req?.headers
  if (!headers) throw new TypeError("`getAccessToken` needs the request: pass `req`, or its `headers`.")
  if ("get" in headers && typeof headers.get === "function") return headers as Headers
  const values = headers as Readonly<Record<string, string | string[] | undefined>>
  return { get: (name) => [values[name.toLowerCase()]].flat().join(", ") || null }
}
