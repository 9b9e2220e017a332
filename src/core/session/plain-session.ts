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
  let changed = false
  const entries: [string, unknown][] = []
  for (const [key, inner] of Object.entries(value)) {
    const kept = withoutUndefined(inner, depth + 1)
    if (kept === undefined) changed = true
    else entries.push([key, kept])
    if (kept !== inner) changed = true
  }
  return changed ? (Object.fromEntries(entries) as T) : value
}
