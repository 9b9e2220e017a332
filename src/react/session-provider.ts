import { setCurrentStore } from "../client/current-store.js"
import { createSessionStore, type RefetchOptions } from "../client/session-store.js"
import type { Session } from "../core/model.js"
import { React, SessionContext, type SessionContextValue } from "./session-context.js"

export interface SessionProviderProps extends RefetchOptions {
  children?: React.ReactNode
  /**
   * The session the page was rendered with; `null` for nobody. Without it one request is made after the page has loaded.
   * A later value that differs replaces the session.
   */
  session?: Session | null | undefined
  /** Accepted as in next-auth v4, where it has no effect either: a browser asks its own origin. */
  baseUrl?: string | undefined
  /** Where the endpoints are, `/api/auth` unless told. Read once. */
  basePath?: string | undefined
}

/** Gives the session to `useSession` in everything below it. */
export function SessionProvider(props: SessionProviderProps): React.ReactElement {
  const { session, refetchInterval } = props
  const [store] = React.useState(() => createSessionStore(session, props.basePath))
  // While rendering: effects of children run before ours, and may call `signIn`.
  setCurrentStore(store)
  store.options = props

  React.useEffect(() => store.receive(session))
  // another interval needs another timer
  const connect = React.useCallback((listener: () => void) => store.connect(listener), [refetchInterval])
  // The store is made by the render that hydrates, so it begins with what the server showed.
  const value = React.useSyncExternalStore(connect, store.getSnapshot, store.getSnapshot)
  return React.createElement(SessionContext.Provider, { value: value as SessionContextValue }, props.children)
}
