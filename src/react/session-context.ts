import * as React from "react"
import type { UpdateSession } from "../client/session-store.js"
import type { Session } from "../core/model.js"

/** One import for all bindings: each further one would cost bytes in every app. */
export { React }

/** What `useSession` returns. With `required: true` nobody is never reported: they are on their way to the sign-in page. */
export type SessionContextValue<R extends boolean = false> = R extends true
  ?
      | { update: UpdateSession; data: Session; status: "authenticated" }
      | { update: UpdateSession; data: null; status: "loading" }
  :
      | { update: UpdateSession; data: Session; status: "authenticated" }
      | { update: UpdateSession; data: null; status: "unauthenticated" | "loading" }

type SharedContext = React.Context<SessionContextValue | undefined>

/** By version: a server may hold two Reacts, and one cannot use the other's contexts. */
const key = Symbol.for(`countersign.react.session-context ${React.version}`)

function sharedContext(): SharedContext | undefined {
  const { createContext } = React as Partial<typeof React>
  if (!createContext) return undefined
  const shared = globalThis as { [key]?: SharedContext }
  shared[key] ??= createContext<SessionContextValue | undefined>(undefined)
  return shared[key]
}

/**
 * Holds what `useSession` returns; `undefined` outside a `SessionProvider`. The same object for every copy of this module
 * (ESM and CommonJS), or a provider of one would be unseen by the hooks of the other.
 *
 * The context itself is `undefined` in React Server Components, whose React has none.
 */
export const SessionContext: SharedContext = sharedContext() as SharedContext

/** @throws {Error} in React Server Components */
export function assertContext(): void {
  if (!SessionContext) throw new Error("React Context is unavailable in Server Components")
}
