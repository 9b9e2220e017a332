import type { OAuthProvider, UserinfoRequest } from "../../core/contracts/provider.js"
import { ProtocolError } from "../../core/errors.js"
import type { Server } from "./discovery.js"
import { orFail } from "./failure.js"
import { bindsTokens } from "./proof-of-possession.js"
import { jsonObject, providerFetch } from "./provider-fetch.js"

/**
 * Asks the userinfo endpoint who the owner of the access token is.
 *
 * @param asked `subject`: `sub` of the ID token, when there is one: the answer must name it too; `request`: where it is asked otherwise
 * @throws {ProtocolError} OAuthCallback, when the answer is not a JSON object with status 200
 * @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
 */
export async function fetchUserinfo(
  provider: OAuthProvider,
  server: Server,
  accessToken: string | undefined,
  { subject, request = {} }: { subject?: string | undefined; request?: UserinfoRequest | undefined } = {},
): Promise<Record<string, unknown>> {
  return orFail("OAuthCallback", `The userinfo of provider "${provider.id}" could not be read`, async () => {
    if (!accessToken) throw new TypeError("There is no access token to ask with")
    const url = addressOf(provider, server, request)
    const algorithm = provider.client.userinfo_signed_response_alg
    const accept = algorithm ? "application/jwt" : "application/json"
    const answer = await send(provider, url, accessToken, accept, request)
    const userinfo = algorithm ? await verified(provider, server, answer, algorithm) : await jsonObject(answer)
    if (subject !== undefined && userinfo.sub !== subject)
      throw new TypeError("It speaks about somebody else than the ID token")
    return userinfo
  })
}

function addressOf(provider: OAuthProvider, { metadata }: Server, { url: own, params }: UserinfoRequest): URL {
  const endpoint = own ?? metadata.userinfo_endpoint
  if (!endpoint) throw new TypeError("There is no userinfo endpoint: set `userinfo`")
  const url = new URL(endpoint)
  const query = { ...(own === undefined ? provider.userinfo.params : {}), ...params }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

async function send(
  provider: OAuthProvider,
  url: URL,
  accessToken: string,
  accept: string,
  { method = "GET", headers: own, body }: UserinfoRequest,
): Promise<Response> {
  const headers = { accept, "user-agent": "countersign", ...own }
  const sender = (address: string, init: { headers: Record<string, string> }): Promise<Response> =>
    providerFetch(provider)(address, { method, body, headers: init.headers })
  if (!bindsTokens(provider)) {
    return sender(url.href, { headers: { ...headers, authorization: `Bearer ${accessToken}` } })
  }
  const { requestWithProof } = await import("./dpop.js")
  return requestWithProof(provider, url, accessToken, { method, headers, body: body ?? null }, sender)
}

async function verified(
  provider: OAuthProvider,
  server: Server,
  answer: Response,
  algorithm: string,
): Promise<Record<string, unknown>> {
  const { verifySignedUserinfo } = await import("./signed-userinfo.js")
  return verifySignedUserinfo(provider, server, answer, algorithm)
}

/**
 * @throws {ProtocolError} OAuthCallback, when userinfo speaks about somebody else than the ID token
 * @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse
 */
export function assertSameSubject(
  provider: OAuthProvider,
  subject: string | undefined,
  userinfo: { readonly sub?: unknown },
): void {
  if (subject === undefined || userinfo.sub === undefined || userinfo.sub === subject) return
  throw new ProtocolError(
    "OAuthCallback",
    `The userinfo of provider "${provider.id}" speaks about somebody else than its ID token.`,
  )
}
