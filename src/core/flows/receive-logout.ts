/**
 * A provider ends sessions from its side.
 *
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BackChannelLogout
 * @see https://openid.net/specs/openid-connect-frontchannel-1_0.html#RPLogout
 */

import type { ProviderLogout } from "../contracts/method.js"
import { json, type Outcome } from "../contracts/outcome.js"
import type { LogoutOptions, OAuthProvider } from "../contracts/provider.js"
import { RequestError } from "../errors.js"
import { asError } from "../options/thrown.js"
import { endBySid, endBySubject, isKnownNotice, noteNotice } from "../session/remote-logout.js"
import type { FlowContext } from "./context.js"

/** Seconds for which a `jti` is remembered: twice as long as its token may be old. */
const oldestNotice = 1200

/** `POST /backchannel-logout/:provider`: a server says who is no longer signed in. */
export async function receiveBackChannelLogout(context: FlowContext): Promise<Outcome> {
  const { config, request, log, now } = context
  const { provider, logout } = listenerFor(context, "backChannel")
  const token = request.body.logout_token
  try {
    if (typeof token !== "string" || request.repeated.has("logout_token")) {
      throw new RequestError("INVALID_BODY", "There must be one `logout_token`.")
    }
    const { subject, sid, jti } = await logout.readLogoutToken(context, provider, token)
    if (await isKnownNotice(config, provider.id, jti)) {
      throw new RequestError("INVALID_BODY", "This logout token was used before.")
    }
    if (sid !== undefined) await endBySid(config, provider.id, sid)
    else if (subject !== undefined) await endBySubject(config, provider.id, subject, now)
    await noteNotice(config, provider.id, jti, oldestNotice)
    return json({}, { noStore: true })
  } catch (error) {
    log.error("BACKCHANNEL_LOGOUT_ERROR", asError(error))
    return json({ error: "invalid_request" }, { status: 400, noStore: true })
  }
}

/** `GET /frontchannel-logout/:provider`, in a frame of the provider's page. Who knows the `sid` may end the session. */
export async function receiveFrontChannelLogout(context: FlowContext): Promise<Outcome> {
  const { config, request, log } = context
  const { provider, logout } = listenerFor(context, "frontChannel")
  const { iss, sid } = request.query
  const isComplete = iss !== undefined && sid && !request.repeated.has("sid") && !request.repeated.has("iss")
  if (!isComplete || iss !== (await logout.issuer(context, provider))) {
    throw new RequestError("INVALID_BODY", "`iss` must be the provider's, and `sid` a session's.")
  }
  try {
    await endBySid(config, provider.id, sid)
  } catch (error) {
    log.error("FRONTCHANNEL_LOGOUT_ERROR", asError(error))
    return { kind: "text", body: "Not signed out", status: 500 }
  }
  return { kind: "text", body: "Signed out", status: 200 }
}

/** @throws {RequestError} `UNKNOWN_ACTION` where the developer has not let this provider end sessions */
function listenerFor(
  { config, provider }: FlowContext,
  way: keyof LogoutOptions,
): { provider: OAuthProvider; logout: ProviderLogout<OAuthProvider> } {
  const logout = provider && config.methods[provider.type]?.logout
  if (!provider || !logout || !("logout" in provider) || !provider.logout[way]) {
    throw new RequestError("UNKNOWN_ACTION", `No provider of this id may end sessions: set its \`logout.${way}\`.`)
  }
  return { provider, logout: logout as ProviderLogout<OAuthProvider> }
}
