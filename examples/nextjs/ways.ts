import type { Session } from "countersign"

/** A way of protecting something, as the home page lists it. */
export interface Way {
  href: string
  title: string
  file: string
  how: string
  needs: "session" | "admin"
  /** What somebody meets who may not pass. */
  refusal: string
}

export const pageWays: Way[] = [
  {
    href: "/client",
    title: "Client component",
    file: "pages/client.tsx",
    how: "useSession() says who is there, once the page runs in the browser.",
    needs: "session",
    refusal: "Page says access denied",
  },
  {
    href: "/client-required",
    title: "Client component, session required",
    file: "pages/client-required.tsx",
    how: "useSession({ required: true }) leaves for the sign-in page by itself.",
    needs: "session",
    refusal: "Browser goes to sign in",
  },
  {
    href: "/server-rendered",
    title: "Server-rendered page",
    file: "pages/server-rendered.tsx",
    how: "getServerSession(req, res, authOptions) in getServerSideProps.",
    needs: "session",
    refusal: "Page says access denied",
  },
  {
    href: "/server-component",
    title: "Server component",
    file: "app/server-component/page.tsx",
    how: "await getServerSession(authOptions) in the component.",
    needs: "session",
    refusal: "Page says access denied",
  },
  {
    href: "/server-action",
    title: "Server action",
    file: "app/server-action/actions.ts",
    how: "The page is open; the action asks who is calling before it does anything.",
    needs: "session",
    refusal: "Action refuses",
  },
  {
    href: "/members",
    title: "Proxy",
    file: "proxy.ts",
    how: "withAuth() asks the policy before the page is reached, and the page asks again.",
    needs: "session",
    refusal: "Redirected to sign in",
  },
  {
    href: "/admin",
    title: "Proxy, by role",
    file: "proxy.ts",
    how: 'The same, where the policy says role("admin").',
    needs: "admin",
    refusal: "Sent away",
  },
]

export const apiWays: Way[] = [
  {
    href: "/api/session-route",
    title: "API route with the session",
    file: "pages/api/session-route.ts",
    how: "getServerSession(req, res, authOptions).",
    needs: "session",
    refusal: "Answers 401",
  },
  {
    href: "/api/route-handler",
    title: "Route handler",
    file: "app/api/route-handler/route.ts",
    how: "getServerSession(authOptions) in GET.",
    needs: "session",
    refusal: "Answers 401",
  },
]

/** Whether the visitor of this session passes; `null` is a visitor who is not signed in. */
export function passes(way: Way, session: Session | null): boolean {
  return session !== null && (way.needs === "session" || session.user.role === "admin")
}
