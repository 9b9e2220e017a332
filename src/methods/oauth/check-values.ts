import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { CheckName, RequestContext } from "../../core/contracts/request.js"
import { randomValue } from "../../core/crypto/random.js"
import { ProtocolError } from "../../core/errors.js"

/** The one-time values of an attempt; a check that is not configured has none. */
export interface CheckValues {
  readonly state: string | undefined
  readonly nonce: string | undefined
  readonly codeVerifier: string | undefined
  /** What the visitor was asked to grant; `undefined` when nobody named it. */
  readonly scope?: string | undefined
}

/** An answer that reports an error has nothing to be tied to. */
export const noChecks: CheckValues = { state: undefined, nonce: undefined, codeVerifier: undefined }

type Check = "state" | "nonce" | "pkce"

const cookieOf: Readonly<Record<Check, CheckName>> = { state: "state", nonce: "nonce", pkce: "pkceCodeVerifier" }

/**
 * Draws fresh values for an attempt and leaves them in the visitor's check cookies.
 *
 * @param given whether there is a verifier, and the state where it is more than a random value
 */
export async function createChecks(
  context: RequestContext,
  provider: OAuthProvider,
  given: { pkce: boolean; state: string | undefined },
): Promise<CheckValues> {
  const create = async (check: Check, isWanted: boolean, value = randomValue()): Promise<string | undefined> => {
    if (!isWanted) return undefined
    await context.checks.create(cookieOf[check], provider, value, context.request.query.scope)
    return value
  }
  return {
    state: await create("state", provider.checks.has("state"), given.state),
    codeVerifier: await create("pkce", given.pkce),
    nonce: await create("nonce", provider.checks.has("nonce")),
  }
}

/**
 * Reads the values of an attempt from the visitor's check cookies. The verifier that `checks` does not ask for may be absent: a
 * server that was sent its challenge will miss it.
 *
 * @throws {ProtocolError} OAuthCallback, when one is missing, expired, tampered with or another provider's
 */
export async function openChecks(context: RequestContext, provider: OAuthProvider): Promise<CheckValues> {
  const open = async (check: Check): Promise<string | undefined> => {
    if (!provider.checks.has(check) && check !== "pkce") return undefined
    const value = await context.checks.open(cookieOf[check], provider.id)
    if (value !== null) return value
    if (!provider.checks.has(check)) return undefined
    throw new ProtocolError(
      "OAuthCallback",
      `The ${check} cookie of provider "${provider.id}" is missing or not valid: sign-in must begin and end in the same browser, on the same host, within 15 minutes.`,
    )
  }
  const checks = { state: await open("state"), codeVerifier: await open("pkce"), nonce: await open("nonce") }
  return { ...checks, scope: await requestedScope(context, provider, checks) }
}

/** That of the visitor's query is in each of their checks. */
async function requestedScope(
  { checks }: RequestContext,
  { id, authorization }: OAuthProvider,
  { state, codeVerifier }: CheckValues,
): Promise<string | undefined> {
  const check = state !== undefined ? "state" : codeVerifier !== undefined ? "pkceCodeVerifier" : "nonce"
  return (await checks.scopeOf(check, id)) ?? authorization.params.scope
}

/** Ends an attempt that has passed: its values serve nobody again. */
export function removeChecks(context: RequestContext, { state, nonce, codeVerifier }: CheckValues): void {
  if (state !== undefined) context.checks.remove("state")
  if (nonce !== undefined) context.checks.remove("nonce")
  if (codeVerifier !== undefined) context.checks.remove("pkceCodeVerifier")
}
