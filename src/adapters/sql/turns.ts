/** One at a time, first come first served. */
import { StorageError } from "../../core/errors.js"

export interface Turns {
  /** Waits for its turn. @throws {StorageError} `STORAGE_FAILED`: whoever has it keeps it for 10 seconds */
  take(): Promise<void>
  /** Whether nobody has it: what is then done at once, without a wait in between, needs none. */
  areFree(): boolean
  /** Gives the turn to the next. */
  pass(): void
}

interface Waiter {
  enter(): void
  refuse(error: StorageError): void
}

const patienceInMilliseconds = 10_000

export function createTurns(): Turns {
  const waiters: Waiter[] = []
  let isTaken = false
  let watch: ReturnType<typeof setTimeout> | undefined

  /** Work that waits for a turn while holding one would wait for ever. */
  const refuseAll = () => {
    watch = undefined
    for (const { refuse } of waiters.splice(0)) refuse(tooLong())
  }
  const watchHolder = () => {
    clearTimeout(watch)
    watch = waiters.length > 0 ? setTimeout(refuseAll, patienceInMilliseconds) : undefined
  }

  return {
    take() {
      if (isTaken) {
        return new Promise((enter, refuse) => {
          waiters.push({ enter, refuse })
          if (watch === undefined) watchHolder()
        })
      }
      isTaken = true
      return Promise.resolve()
    },
    areFree: () => !isTaken,
    pass() {
      const next = waiters.shift()
      watchHolder()
      if (next) next.enter()
      else isTaken = false
    },
  }
}

const tooLong = (): StorageError =>
  new StorageError(
    "STORAGE_FAILED",
    "A transaction has held the database for 10 seconds. Inside `transaction`, use the adapter that its callback is given.",
  )
