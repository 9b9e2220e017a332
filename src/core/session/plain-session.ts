import type { Session } from "../model.js"

/** The part of a user that a session shows unless `callbacks.session` adds to it. */
export function plainSession(user: { name?: unknown; email?: unknown; image?: unknown }, expires: Date): Session {
  const { name, email, image } = user
  return { user: { name, email, image }, expires: expires.toISOString() } as Session
}

/** Drops keys without a value, which a page's props could not carry. Returns the same object if there are none. */
export function withoutUndefined<T>(value: T, depth = 0): T {
  if (typeof value !== "object" || value === null || depth > 8) return value
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const given = value as Record<string, unknown>
  let kept = given
  for (const key of Object.keys(given)) {
    const one = withoutUndefined(given[key], depth + 1)
    if (one === given[key] && one !== undefined) continue
    if (kept === given) kept = { ...given }
    if (one === undefined) delete kept[key]
    else kept[key] = one
  }
  return kept as T
}
