import type { Policy } from "../core/contracts/policy.js"
import { React } from "./session-context.js"
import { useSession } from "./use-session.js"

export interface ProtectedProps {
  /** Where the children lead, as the policy writes it: `/admin`. */
  path: string
  /** Default: `GET`. */
  method?: string
  children?: React.ReactNode
  /** Shown to whoever may not go there, and while nobody knows. Default: nothing. */
  fallback?: React.ReactNode
}

export interface ProtectedParts {
  /**
   * Whether the visitor may go there, by the policy and the session that the page knows: for showing and hiding. It decides nothing, as
   * everything in a browser can be changed there. `null` while nobody knows. Whoever only has to sign in again may.
   */
  useCan(path: string, method?: string): boolean | null
  /** Shows its children to whoever may go there. */
  Protected(props: ProtectedProps): React.ReactElement
}

/**
 * Shows and hides by the app's policy, in components below a `SessionProvider`.
 *
 * @example
 * ```tsx
 * const { Protected } = createProtected(policy)
 * const Menu = () => <Protected path="/admin"><a href="/admin">Administration</a></Protected>
 * ```
 */
export function createProtected(policy: Policy): ProtectedParts {
  function useCan(path: string, method = "GET"): boolean | null {
    const { data: session, status } = useSession()
    const [answer, setAnswer] = React.useState<{ readonly to: unknown; readonly can: boolean } | null>(null)
    // A new session, path or method is a new question, to which the old answer is none.
    const question = React.useMemo(() => ({ session, path, method }), [session, path, method])

    React.useEffect(() => {
      if (status === "loading") return
      let isAwaited = true
      const visit = { method, pathname: path.replace(/[?#].*/s, ""), headers: new Headers() }
      policy.decide({ ...visit, session: () => question.session ?? null, authTime: () => null }).then(({ kind }) => {
        if (isAwaited) setAnswer({ to: question, can: kind === "allow" || kind === "sign-in-again" })
      })
      return () => {
        isAwaited = false
      }
    }, [question, status, method, path])

    return answer?.to === question ? answer.can : null
  }

  function Protected({ path, method, children, fallback }: ProtectedProps): React.ReactElement {
    return (useCan(path, method) ? children : fallback) as React.ReactElement
  }

  return { useCan, Protected }
}
