import type { TokenEndpointRequestOptions } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { TokenSetParameters } from "../../core/model.js"
import { clientAuthentication } from "./client-authentication.js"
import type { Server } from "./discovery.js"
import { errorCode, orFail } from "./failure.js"
import { loadProtocol } from "./load-protocol.js"
import { assertTokenType, withProof } from "./proof-of-possession.js"
import { parsedObject, providerFetch } from "./provider-fetch.js"

type Library = typeof import("./protocol.js")

/** A code, and where and with what it was asked for. */
export interface CodeExchange {
  /** What `validateResponse` returned: the library takes nothing else. */
  readonly response: URLSearchParams
  readonly redirectUri: string
  readonly codeVerifier: string | undefined
  /** Further fields of the request. */
  readonly body?: Readonly<Record<string, string>>
}

/**
 * Exchanges the code for tokens.
 *
 * @throws {ProtocolError} OAuthCallback
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 */
export async function exchangeCode(
  provider: OAuthProvider,
  { metadata }: Server,
  { response, redirectUri, codeVerifier, body }: CodeExchange,
): Promise<Record<string, unknown>> {
  const tokens = await request(provider, async (oauth, options) =>
    oauth.authorizationCodeGrantRequest(
      metadata,
      { client_id: provider.clientId },
      await clientAuthentication(provider, metadata),
      response,
      redirectUri,
      codeVerifier ?? oauth.nopkce,
      { ...options, additionalParameters: { ...provider.token.params, ...body } },
    ),
  )
  return orFail("OAuthCallback", `The tokens of provider "${provider.id}" were refused`, () => {
    assertExpected(provider, tokens)
    return tokens
  })
}

/**
 * Asks the token endpoint for tokens by any grant.
 *
 * @throws {ProtocolError} OAuthCallback
 */
export async function requestGrant(
  provider: OAuthProvider,
  { metadata }: Server,
  grantType: string,
  body: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  return request(provider, async (oauth, options) =>
    oauth.genericTokenEndpointRequest(
      metadata,
      { client_id: provider.clientId },
      await clientAuthentication(provider, metadata),
      grantType,
      new URLSearchParams(body),
      options,
    ),
  )
}

async function request(
  provider: OAuthProvider,
  send: (oauth: Library, options: TokenEndpointRequestOptions) => Promise<Response>,
): Promise<Record<string, unknown>> {
  return orFail("OAuthCallback", `The token request to provider "${provider.id}" failed`, async () => {
    const oauth = await loadProtocol()
    const answer = await withProof(provider, (proof) =>
      send(oauth, {
        ...proof,
        [oauth.customFetch]: providerFetch(provider),
        [oauth.allowInsecureRequests]: true, // `providerFetch` decides, by what the developer configured
      }),
    )
    const tokens = await tokensOf((await provider.token.conform?.(answer.clone())) ?? answer)
    assertTokenType(provider, tokens)
    return tokens
  })
}

function assertExpected(provider: OAuthProvider, tokens: Record<string, unknown>): void {
  if (provider.idToken) {
    if (!tokens.id_token) throw new TypeError("There is no ID token: ask for the scope `openid`")
    return
  }
  if (tokens.id_token) throw new TypeError("There is an ID token that nobody would check: set `idToken: true`")
  if (!tokens.access_token) throw new TypeError("There is no access token")
}

async function tokensOf(response: Response): Promise<Record<string, unknown>> {
  const body = await parsedObject(response)
  if (body?.error !== undefined) {
    const code = errorCode(body.error)
    throw Object.assign(new TypeError(`The token endpoint answered \`${code}\``), { code })
  }
  if (response.status !== 200) throw new TypeError(`The token endpoint answered with status ${response.status}`)
  if (!body) throw new TypeError("The token endpoint did not answer with a JSON object")
  return body
}

/**
 * Checks the tokens, wherever they came from, and puts them in the form accounts have: `expires_at`, in seconds since
 * the epoch, in place of `expires_in`. A missing `token_type` means bearer, as in next-auth v4.
 *
 * @throws {ProtocolError} OAuthCallback
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export async function checkTokens(
  provider: OAuthProvider,
  answer: Record<string, unknown>,
  now: Date,
): Promise<TokenSetParameters> {
  return orFail("OAuthCallback", `The tokens of provider "${provider.id}" were refused`, () => {
    const { expires_in, ...tokens } = answer
    for (const name of ["access_token", "id_token"]) {
      if (tokens[name] !== undefined && !isText(tokens[name])) throw new TypeError(`\`${name}\` is no token`)
    }
    return { ...tokens, ...expiry(expires_in, now) }
  })
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== ""

function expiry(expiresIn: unknown, now: Date): { expires_at?: number } {
  if (expiresIn === undefined || expiresIn === null || expiresIn === "") return {}
  const expiresAt = Math.floor(now.getTime() / 1000) + Math.trunc(Number(expiresIn))
  return Number.isSafeInteger(expiresAt) ? { expires_at: expiresAt } : {}
}
