import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { CheckName, RequestContext } from "../../core/contracts/request.js"
import { randomValue } from "../../core/crypto/random.js"
import { ProtocolError } from "../../core/errors.js"

/** The one-time values of an attempt; a check that is not configured has none. */
export interface CheckValues {
  readonly state: string | undefined
  readonly nonce: string | undefined
  readonly codeVerifier: string | undefined
}

type Check = "state" | "nonce" | "pkce"

const cookieOf: Readonly<Record<Check, CheckName>> = { state: "state", nonce: "nonce", pkce: "pkceCodeVerifier" }

async function ofEach(provider: OAuthProvider, obtain: (check: Check) => Promise<string>): Promise<CheckValues> {
  const value = async (check: Check): Promise<string | undefined> =>
    provider.checks.has(check) ? obtain(check) : undefined
  return { state: await value("state"), codeVerifier: await value("pkce"), nonce: await value("nonce") }
}

/** Draws fresh values for an attempt and leaves them in the visitor's check cookies. */
export async function createChecks(context: RequestContext, provider: OAuthProvider): Promise<CheckValues> {
  return ofEach(provider, async (check) => {
    const value = randomValue()
    await context.checks.create(cookieOf[check], provider, value)
    return value
  })
}

/**
 * Reads the values of an attempt from the visitor's check cookies.
 *
 * @throws {ProtocolError} OAuthCallback, when one is missing, expired, tampered with or another provider's
 */
export async function openChecks(context: RequestContext, provider: OAuthProvider): Promise<CheckValues> {
  return ofEach(provider, async (check) => {
    const value = await context.checks.open(cookieOf[check], provider.id)
    if (value !== null) return value
    throw new ProtocolError(
      "OAuthCallback",
      `The ${check} cookie of provider "${provider.id}" is missing or not valid: sign-in must begin and end in the same browser, on the same host, within 15 minutes.`,
    )
  })
}

/** Ends an attempt that has passed: its values serve nobody again. */
export function removeChecks(context: RequestContext, provider: OAuthProvider): void {
  for (const check of provider.checks) context.checks.remove(cookieOf[check])
}
