import { createSessionStore, type SessionStore } from "./session-store.js"

/**
 * The store that calls outside a component speak to: that of the provider rendered last, or one without a provider.
 * Browser only; a server has many visitors and no current one.
 */
export let currentStore: SessionStore = /* @__PURE__ */ createSessionStore(undefined)

export const isBrowser = (): boolean => typeof window !== "undefined"

/** Has no effect on a server. */
export function setCurrentStore(store: SessionStore): void {
  if (isBrowser()) currentStore = store
}
