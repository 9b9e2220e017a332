import { AuthError, StorageError } from "../errors.js"
import { isPromise } from "../maybe-promise.js"
import type { Awaitable } from "../model.js"

/** Seconds until an adapter that gives no answer is given up, whoever made it. */
const patience = 10

/**
 * What the adapter answers.
 *
 * @throws {StorageError} in place of whatever the adapter threw, which is its `cause`, and after ten seconds without an answer; our
 *   own errors pass as they are
 */
export function stored<T>(
  query: () => T,
  code: "STORAGE_FAILED" | "OAuthCreateAccount" | "EmailCreateAccount" = "STORAGE_FAILED",
): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      clearTimeout(timer)
      const told = "The adapter could not read or write a record; see `cause`."
      reject(cause instanceof AuthError ? cause : new StorageError(code, told, { cause }))
    }
    const giveUp = () => fail(new StorageError("STORAGE_FAILED", `The adapter gave no answer within ${patience} s.`))
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      const answer = query() as Awaitable<Awaited<T>>
      if (!isPromise(answer)) return resolve(answer)
      timer = setTimeout(() => {
        timer = setTimeout(giveUp) // a process that stood still reads first what has arrived meanwhile
      }, patience * 1000)
      answer.then((value) => {
        clearTimeout(timer)
        resolve(value)
      }, fail)
    } catch (cause) {
      fail(cause)
    }
  })
}
