import type { Awaitable } from "./model.js"

/** A value now, or later: where the platform only has Web Crypto, or where somebody has to be asked. */
export type MaybePromise<T> = T | Promise<T>

/** By what it can do, as `await` has it: an app may have put another `Promise` in the place of ours, and a promise taken for a session lets anybody in. */
export const isPromise = <T>(value: Awaitable<T>): value is PromiseLike<T> =>
  typeof (value as PromiseLike<T> | null | undefined)?.then === "function"

/**
 * Goes on with a value as soon as it is there. `await` would wait a turn for one that is there already, at several
 * places on the path of every request.
 */
export function whenReady<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromise(value) ? value.then(next) : next(value)
}

/** `try` and `catch` around what may be there at once. */
export function attempt<T, R>(work: () => MaybePromise<T>, recover: (error: unknown) => R): MaybePromise<T | R> {
  try {
    const value = work()
    return isPromise(value) ? value.catch(recover) : value
  } catch (error) {
    return recover(error)
  }
}

/** What a function of the app returned: its promise may be of another library, or of another realm. */
export const settling = <T>(value: Awaitable<T>): MaybePromise<T> => (isPromise(value) ? Promise.resolve(value) : value)
