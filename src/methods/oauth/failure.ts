import { AuthError, type ErrorCode, ProtocolError } from "../../core/errors.js"

/**
 * What may be kept of an error as evidence: name, message and codes. The errors of the protocol library hold answers,
 * claims and parameters as their `cause`, and with them tokens and codes: none of that may reach a log.
 */
function evidence(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(typeof error)
  const reason = (error.cause as { code?: unknown } | undefined)?.code
  const kept = new Error(typeof reason === "string" ? `${error.message} (${reason})` : error.message)
  kept.name = error.name
  if (error.stack) kept.stack = error.stack
  if ("code" in error && errorCode(error.code) === error.code) Object.assign(kept, { code: error.code })
  return kept
}

/** Runs a step of the flow; whatever it throws becomes a `ProtocolError` that holds no secrets. */
export async function orFail<T>(code: ErrorCode, message: string, step: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof AuthError) throw error
    const cause = evidence(error)
    throw new ProtocolError(code, `${message}: ${cause.message}`, { cause })
  }
}

/** An OAuth error code as other servers send it, or a stand-in for anything that does not look like one. */
export const errorCode = (value: unknown): string =>
  typeof value === "string" && /^[\w.-]{1,64}$/.test(value) ? value : "unreadable"
