import { currentStore } from "../client/current-store.js"
import { React, SessionContext, type SessionContextValue } from "./session-context.js"

export interface UseSessionOptions<R extends boolean> {
  /** Whether this component is only for people who are signed in. */
  required: R
  /** What to do when nobody is; unless told, the visitor goes to the sign-in page and comes back here. */
  onUnauthenticated?: () => void
}

/**
 * The session, its `status` and `update()`. With `required: true` the status is `loading` until somebody is signed in.
 *
 * @throws {Error} outside a `SessionProvider`, and in React Server Components
 */
export function useSession<R extends boolean>(options?: UseSessionOptions<R>): SessionContextValue<R> {
  if (!SessionContext) throw new Error("React Context is unavailable in Server Components")
  const value = React.useContext(SessionContext)
  if (!value) throw new Error("`useSession` must be wrapped in a <SessionProvider />")
  const { required, onUnauthenticated } = options ?? {}
  const turnedAway = required && value.status === "unauthenticated"

  React.useEffect(() => {
    if (turnedAway) (onUnauthenticated ?? goToSignIn)()
  }, [turnedAway, onUnauthenticated])

  return (turnedAway ? { ...value, status: "loading" } : value) as SessionContextValue<R>
}

function goToSignIn(): void {
  const query = new URLSearchParams({ error: "SessionRequired", callbackUrl: location.href })
  location.href = `${currentStore.path}/signin?${query}`
}
