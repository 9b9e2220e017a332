import { AuthError, StorageError } from "../errors.js"

/** Seconds until an adapter that gives no answer is given up, whoever made it. */
const patience = 10

/**
 * What the adapter answers.
 *
 * @throws {StorageError} in place of whatever the adapter threw, which is its `cause`, and after ten seconds without an answer; our
 *   own errors pass as they are
 */
export async function stored<T>(
  query: () => T,
  code: "STORAGE_FAILED" | "OAuthCreateAccount" | "EmailCreateAccount" = "STORAGE_FAILED",
): Promise<Awaited<T>> {
  try {
    const answer = query()
    return await (isPromise(answer) ? withinPatience(answer) : answer)
  } catch (cause) {
    if (cause instanceof AuthError) throw cause
    throw new StorageError(code, "The adapter could not read or write a record; see `cause`.", { cause })
  }
}

const isPromise = <T>(answer: T): answer is T & PromiseLike<Awaited<T>> =>
  typeof (answer as { then?: unknown } | null | undefined)?.then === "function"

function withinPatience<T>(answer: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new StorageError("STORAGE_FAILED", `The adapter gave no answer within ${patience} s.`))
    let timer = setTimeout(() => {
      timer = setTimeout(giveUp) // a process that stood still reads first what has arrived meanwhile
    }, patience * 1000)
    answer.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
