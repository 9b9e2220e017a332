import { defaultBasePath } from "./endpoint.js"
import { createSessionStore, type SessionStore } from "./session-store.js"

let current: SessionStore | undefined

export const isBrowser = (): boolean => typeof window !== "undefined"

/**
 * The store that calls outside a component speak to: that of the provider rendered last, or one without a provider.
 * Browser only; a server has many visitors and no current one.
 */
export function currentStore(): SessionStore {
  current ??= createSessionStore(undefined, defaultBasePath())
  return current
}

/** Has no effect on a server. */
export function setCurrentStore(store: SessionStore): void {
  if (isBrowser()) current = store
}
