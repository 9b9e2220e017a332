import type { AuthorizationServer } from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { ProtocolError } from "../../core/errors.js"
import { orFail } from "./failure.js"
import { jsonObject, providerFetch } from "./provider-fetch.js"

/**
 * Asks the userinfo endpoint who the owner of the access token is.
 *
 * @throws {ProtocolError} OAuthCallback, when the answer is not a JSON object with status 200
 * @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
 */
export async function fetchUserinfo(
  provider: OAuthProvider,
  server: AuthorizationServer,
  accessToken: string | undefined,
): Promise<Record<string, unknown>> {
  return orFail("OAuthCallback", `The userinfo of provider "${provider.id}" could not be read`, async () => {
    if (!server.userinfo_endpoint) throw new TypeError("There is no userinfo endpoint: set `userinfo`")
    if (!accessToken) throw new TypeError("There is no access token to ask with")
    const url = new URL(server.userinfo_endpoint)
    for (const [name, value] of Object.entries(provider.userinfo.params)) url.searchParams.set(name, value)
    const headers = { accept: "application/json", authorization: `Bearer ${accessToken}`, "user-agent": "countersign" }
    return jsonObject(await providerFetch(provider)(url.href, { headers }))
  })
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
