/** What a function of the developer's threw: anything at all. */
import { AuthError, ConfigurationError, StorageError } from "../errors.js"

/** Whatever was thrown, as an error. JavaScript throws anything, and not all of it can be turned into text. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  try {
    return new Error(String(thrown))
  } catch {
    return new Error(`something of type ${typeof thrown}`)
  }
}

/**
 * What the developer's function said by throwing, for `?error=`: at most 500 characters, none of them cut in half.
 *
 * @throws {StorageError | ConfigurationError} what the function did not say itself, but met when it used an adapter: the log has to tell
 * @throws {SignInError} `TooManyRequests`, from whoever knows when to come back
 */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof StorageError || thrown instanceof ConfigurationError) throw thrown
  if (thrown instanceof AuthError && thrown.retryAfter) throw thrown
  if (thrown instanceof AuthError) return thrown.code
  return String(asError(thrown).message)
    .slice(0, 500)
    .replace(/\p{Cs}/gu, "\ufffd")
}
