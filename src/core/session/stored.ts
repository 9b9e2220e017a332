import { AuthError, StorageError } from "../errors.js"

/**
 * What the adapter answers.
 *
 * @throws {StorageError} in place of whatever the adapter threw, which is its `cause`; our own errors pass as they are
 */
export async function stored<T>(
  query: () => T,
  code: "STORAGE_FAILED" | "OAuthCreateAccount" = "STORAGE_FAILED",
): Promise<Awaited<T>> {
  try {
    return await query()
  } catch (cause) {
    if (cause instanceof AuthError) throw cause
    throw new StorageError(code, "The adapter could not read or write a record; see `cause`.", { cause })
  }
}
