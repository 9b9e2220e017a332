import type { OAuthProvider, ResourceRequest, UserinfoRequest } from "../../core/contracts/provider.js"
import { ProtocolError } from "../../core/errors.js"
import type { Server } from "./discovery.js"
import { orFail } from "./failure.js"
import { fetchResource } from "./protected-resource.js"
import { jsonObject } from "./provider-fetch.js"

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
    const algorithm = provider.client.userinfo_signed_response_alg
    const answer = await fetchResource(provider, accessToken, {
      ...addressed(provider, server, request),
      headers: { accept: algorithm ? "application/jwt" : "application/json", ...request.headers },
    })
    const userinfo = algorithm ? await verified(provider, server, answer, algorithm) : await jsonObject(answer)
    if (subject !== undefined && userinfo.sub !== subject)
      throw new TypeError("It speaks about somebody else than the ID token")
    return userinfo
  })
}

function addressed(provider: OAuthProvider, { metadata }: Server, request: UserinfoRequest): ResourceRequest {
  const { url = metadata.userinfo_endpoint } = request
  if (!url) throw new TypeError("There is no userinfo endpoint: set `userinfo`")
  return { ...request, url, params: { ...(request.url ? {} : provider.userinfo.params), ...request.params } }
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
