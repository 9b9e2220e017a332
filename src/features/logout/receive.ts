/**
 * A provider ends sessions from its side.
 *
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BackChannelLogout
 * @see https://openid.net/specs/openid-connect-frontchannel-1_0.html#RPLogout
 */

import type { FeatureContext } from "../../core/contracts/feature.js"
import { json, type Outcome } from "../../core/contracts/outcome.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { RequestError } from "../../core/errors.js"
import { asError } from "../../core/options/thrown.js"
import { endBySid, endBySubject, isKnownNotice, noteNotice } from "./ended-sessions.js"
import { issuerOf, logoutClaims } from "./endpoints.js"
import type { LogoutOptions } from "./options.js"

/** Seconds for which a `jti` is remembered: twice as long as its token may be old. */
const oldestNotice = 1200

export async function receiveBackChannel(
  context: FeatureContext,
  provider: OAuthProvider,
  { backChannel }: LogoutOptions,
): Promise<Outcome> {
  if (!backChannel) throw notAsked("backChannel")
  const { request, now, log } = context
  const token = request.body.logout_token
  try {
    if (typeof token !== "string" || request.repeated.has("logout_token")) {
      throw new RequestError("INVALID_BODY", "There must be one `logout_token`.")
    }
    const { subject, sid, jti } = await logoutClaims(provider, token, now)
    if (await isKnownNotice(context, provider.id, jti)) {
      throw new RequestError("INVALID_BODY", "This logout token was used before.")
    }
    if (sid !== undefined) await endBySid(context, provider.id, sid, now)
    else if (subject !== undefined) await endBySubject(context, provider.id, subject, now)
    await noteNotice(context, provider.id, jti, oldestNotice)
    return json({})
  } catch (error) {
    log.error("BACKCHANNEL_LOGOUT_ERROR", asError(error))
    return json({ error: "invalid_request" }, 400)
  }
}

/** Who knows the `sid` may end the session. */
export async function receiveFrontChannel(
  context: FeatureContext,
  provider: OAuthProvider,
  { frontChannel }: LogoutOptions,
): Promise<Outcome> {
  if (!frontChannel) throw notAsked("frontChannel")
  const { request, now, log } = context
  const { iss, sid } = request.query
  const isComplete = iss !== undefined && sid && !request.repeated.has("sid") && !request.repeated.has("iss")
  if (!isComplete || iss !== (await issuerOf(provider, now))) {
    throw new RequestError("INVALID_BODY", "`iss` must be the provider's, and `sid` a session's.")
  }
  try {
    await endBySid(context, provider.id, sid, now)
  } catch (error) {
    log.error("FRONTCHANNEL_LOGOUT_ERROR", asError(error))
    return { kind: "text", body: "Not signed out", status: 500 }
  }
  return { kind: "text", body: "Signed out", status: 200 }
}

const notAsked = (option: keyof LogoutOptions): RequestError =>
  new RequestError("UNKNOWN_ACTION", `This provider may not end sessions: set \`${option}\` of its \`logout\`.`)
