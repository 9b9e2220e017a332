/** One at a time, first come first served. */
import { StorageError } from "../../core/errors.js"

export interface Turns {
  /** Waits for its turn. @throws {StorageError} `STORAGE_FAILED`: after 10 seconds, so that nobody waits for ever */
  take(): Promise<void>
  /** Gives the turn to the next. */
  pass(): void
}

const patienceInMilliseconds = 10_000

export function createTurns(): Turns {
  const waiting: (() => void)[] = []
  let isTaken = false

  return {
    take() {
      if (!isTaken) {
        isTaken = true
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        const enter = () => {
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(enter), 1)
          reject(tooLong())
        }, patienceInMilliseconds)
        waiting.push(enter)
      })
    },
    pass() {
      const next = waiting.shift()
      if (next) next()
      else isTaken = false
    },
  }
}

const tooLong = (): StorageError =>
  new StorageError(
    "STORAGE_FAILED",
    "A transaction has held the database for 10 seconds. Inside `transaction`, use the adapter that its callback is given.",
  )
