import type { Session } from "../core/model.js"

/** What one tab tells the others: the session, `null` when somebody signed out, `undefined` for "it changed, ask". */
export type SessionNews = Session | null | undefined

/** Where next-auth v4 leaves its messages: its tabs follow ours and are followed. */
const storageKey = "nextauth.message"

/**
 * Tells the other tabs; those without our channel (next-auth v4, old browsers) hear from storage that they should ask. The
 * session itself is never stored. `path`: base path of the endpoints, as two apps on one origin have a session each.
 */
export function tellTabs(channel: BroadcastChannel | undefined, path: string, session: SessionNews): void {
  channel?.postMessage({ path, session })
  const trigger = session === null ? "signout" : "getSession"
  const message = { event: "session", data: { trigger }, timestamp: Date.now() / 1000, path: channel && path }
  try {
    localStorage[storageKey] = JSON.stringify(message)
  } catch {
    // storage is blocked or full; the channel has told them
  }
}

/** Calls `hear` once for every message from another tab, until `signal` aborts. Returns the channel to tell them by. */
export function hearTabs(
  path: string,
  signal: AbortSignal,
  hear: (session: SessionNews) => void,
): BroadcastChannel | undefined {
  const channel = globalThis.BroadcastChannel && new BroadcastChannel("next-auth")
  channel?.addEventListener("message", ({ data }) => {
    if ((data?.path ?? path) === path) hear(data?.session)
  })
  const onStorage = ({ key, newValue }: StorageEvent) => {
    // With a path in it, the channel has brought it already.
    if (key === storageKey && !(channel && newValue?.includes("path"))) hear(undefined)
  }
  addEventListener("storage", onStorage, { signal })
  return channel
}
