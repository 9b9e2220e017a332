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
  const inner = value as Record<string, unknown>
  const keys = Object.keys(inner)
  const kept = keys.map((key) => withoutUndefined(inner[key], depth + 1))
  if (keys.every((key, i) => kept[i] !== undefined && kept[i] === inner[key])) return value
  const entries = keys.map((key, i) => [key, kept[i]] as const).filter(([, one]) => one !== undefined)
  return Object.fromEntries(entries) as T
}
