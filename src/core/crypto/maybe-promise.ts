/** A value now, or later where the platform only has Web Crypto. */
export type MaybePromise<T> = T | Promise<T>

/**
 * Goes on with a value as soon as it is there. `await` would wait a turn for one that is there already, at several
 * places on the path of every request.
 */
export function whenReady<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}
