import type { Session } from "../core/model.js"

/** Where next-auth v4 leaves its messages: its tabs follow ours and are followed. */
const storageKey = "nextauth.message"

/** `undefined` where the browser has none. */
export const openChannel = (): BroadcastChannel | undefined =>
  globalThis.BroadcastChannel && new BroadcastChannel("next-auth")

/**
 * Tells the other tabs the session, `null` when somebody signed out, `undefined` for "it changed, ask". Those without our channel
 * (next-auth v4, old browsers) hear from storage that they should ask; the session itself is never stored.
 * `path`: base path of the endpoints, as two apps on one origin have a session each.
 */
export const tellTabs = (
  channel: BroadcastChannel | undefined,
  path: string,
  session: Session | null | undefined,
): void => {
  channel?.postMessage({ path, session })
  const trigger = session === null ? "signout" : "getSession"
  const message = { event: "session", data: { trigger }, timestamp: Date.now() / 1000, path: channel && path }
  try {
    localStorage[storageKey] = JSON.stringify(message)
  } catch {
    // storage is blocked or full; the channel has told them
  }
}

/** Calls `hear` once for every message from another tab, until `connection` aborts and the channel is closed. */
export const hearTabs = (
  channel: BroadcastChannel | undefined,
  path: string,
  connection: AbortController,
  hear: (session?: Session | null) => void,
): void => {
  channel?.addEventListener("message", ({ data }) => {
    if ((data?.path ?? path) === path) hear(data?.session)
  })
  addEventListener(
    "storage",
    ({ key, newValue }) => {
      // With a path in it, the channel has brought it already.
      if (key === storageKey && !(channel && newValue?.includes("path"))) hear()
    },
    connection,
  )
}
