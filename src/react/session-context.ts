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

/** By version: a server may hold two Reacts, and one cannot use the other's contexts. */
const key = Symbol.for(`countersign.session ${React.version}`)
const shared = globalThis as { [key]?: React.Context<SessionContextValue | undefined> }

/**
 * Holds what `useSession` returns; `undefined` outside a `SessionProvider`. The same object for every copy of this module
 * (ESM and CommonJS), or a provider of one would be unseen by the hooks of the other.
 *
 * The context itself is `undefined` in React Server Components, whose React has none.
 */
// biome-ignore lint/suspicious/noAssignInExpressions: a statement more is bytes more in every app
export const SessionContext = (shared[key] ??= React.createContext?.<SessionContextValue | undefined>(
  undefined,
)) as React.Context<SessionContextValue | undefined>
