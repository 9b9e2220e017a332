import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { Server } from "../../methods/oauth/discovery.js"
import { idTokenAlgorithm } from "../../methods/oauth/id-token-algorithm.js"
import { tokenIssuer } from "../../methods/oauth/issuer.js"
import { keyOptions, withServerKeys } from "../../methods/oauth/server-keys.js"
import { assertWellFormed } from "../../methods/oauth/well-formed.js"
import * as oauth from "./protocol.js"

/** What a logout token says, once it is validated. At least one of `subject` and `sid` is there. */
export interface LogoutClaims {
  readonly subject: string | undefined
  readonly sid: string | undefined
  /** Unlike any other's of this issuer. */
  readonly jti: string
}

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

/** Seconds a logout token may be old. */
const oldest = 600

/** How far the clocks of two honest machines may be apart, in seconds. */
const tolerance = 60

/**
 * Validates a logout token: signature, `iss`, `aud` and `exp` by the library, which reads it as it reads the signed answer of an
 * authorization request; the rest here.
 *
 * @throws {TypeError}
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation
 */
export async function readLogoutToken(
  provider: OAuthProvider,
  server: Server,
  logoutToken: string,
  now: Date,
): Promise<LogoutClaims> {
  await assertSigned(provider, server, logoutToken)
  const { events, nonce, sub, sid, jti, iat } = claimsOf(logoutToken)
  if (!isObject(events) || !isObject(events[logoutEvent])) throw new TypeError("`events` names no back-channel logout")
  if (nonce !== undefined) throw new TypeError("It has a `nonce`: that is an ID token")
  if (typeof jti !== "string" || jti === "") throw new TypeError("`jti` is missing")
  const age = now.getTime() / 1000 - Number(iat)
  if (typeof iat !== "number" || age > oldest || age < -tolerance)
    throw new TypeError("`iat` is missing, too old or ahead")
  const claims = { subject: textOf(sub, "sub"), sid: textOf(sid, "sid"), jti }
  if (claims.subject === undefined && claims.sid === undefined) throw new TypeError("Neither `sub` nor `sid` is there")
  return claims
}

async function assertSigned(provider: OAuthProvider, server: Server, logoutToken: string): Promise<void> {
  assertWellFormed(logoutToken)
  const metadata = { ...server.metadata, issuer: tokenIssuer(server.metadata.issuer, logoutToken) }
  const client = {
    client_id: provider.clientId,
    authorization_signed_response_alg: idTokenAlgorithm(provider),
    [oauth.clockTolerance]: tolerance,
  }
  const answer = new URLSearchParams({ response: logoutToken })
  await withServerKeys(provider, server, () =>
    oauth.validateJwtAuthResponse({ ...metadata }, client, answer, oauth.skipStateCheck, keyOptions(provider, server)),
  )
}

/** The claims of a token whose signature was checked. */
function claimsOf(token: string): Record<string, unknown> {
  const bytes = Uint8Array.from(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")), (it) =>
    it.charCodeAt(0),
  )
  return JSON.parse(new TextDecoder().decode(bytes))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

function textOf(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== "string" || value === "") throw new TypeError(`\`${name}\` is no text`)
  return value
}
