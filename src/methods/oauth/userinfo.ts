import type { OAuthProvider } from "../../core/contracts/provider.js"
import { ProtocolError } from "../../core/errors.js"
import type { Server } from "./discovery.js"
import { orFail } from "./failure.js"
import { bindsTokens } from "./proof-of-possession.js"
import { jsonObject, providerFetch } from "./provider-fetch.js"

/**
 * Asks the userinfo endpoint who the owner of the access token is.
 *
 * @param subject `sub` of the ID token, when there is one: the answer must name it too
 * @throws {ProtocolError} OAuthCallback, when the answer is not a JSON object with status 200
 * @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
 */
export async function fetchUserinfo(
  provider: OAuthProvider,
  server: Server,
  accessToken: string | undefined,
  subject?: string,
): Promise<Record<string, unknown>> {
  return orFail("OAuthCallback", `The userinfo of provider "${provider.id}" could not be read`, async () => {
    const { userinfo_endpoint: endpoint } = server.metadata
    if (!endpoint) throw new TypeError("There is no userinfo endpoint: set `userinfo`")
    if (!accessToken) throw new TypeError("There is no access token to ask with")
    const url = new URL(endpoint)
    for (const [name, value] of Object.entries(provider.userinfo.params)) url.searchParams.set(name, value)
    const algorithm = provider.client.userinfo_signed_response_alg
    const answer = await request(provider, url, accessToken, algorithm ? "application/jwt" : "application/json")
    const userinfo = algorithm ? await verified(provider, server, answer, algorithm) : await jsonObject(answer)
    if (subject !== undefined && userinfo.sub !== subject)
      throw new TypeError("It speaks about somebody else than the ID token")
    return userinfo
  })
}

async function request(provider: OAuthProvider, url: URL, accessToken: string, accept: string): Promise<Response> {
  const headers = { accept, "user-agent": "countersign" }
  if (!bindsTokens(provider)) {
    return providerFetch(provider)(url.href, { headers: { ...headers, authorization: `Bearer ${accessToken}` } })
  }
  const { fetchWithProof } = await import("./dpop.js")
  return fetchWithProof(provider, url, accessToken, headers)
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
