import type { Session } from "next-auth"
import {
  type ClientSafeProvider,
  getCsrfToken,
  getProviders,
  getSession,
  SessionContext,
  type SessionContextValue,
  SessionProvider,
  type SignInResponse,
  signIn,
  signOut,
  useSession,
} from "next-auth/react"
import { type ReactNode, useContext } from "react"
import type {} from "./augment.js"

export function App({ children, session }: { children: ReactNode; session?: Session | null }) {
  return (
    <SessionProvider
      session={session}
      basePath="/auth"
      refetchInterval={60}
      refetchOnWindowFocus={false}
      refetchWhenOffline={false}
    >
      {children}
    </SessionProvider>
  )
}

export function Either() {
  const { data, status, update } = useSession()
  if (status === "authenticated")
    return (
      <button type="button" onClick={() => update({ name: data.user.name })}>
        {data.user.role}
      </button>
    )
  // @ts-expect-error nobody is signed in here, perhaps
  return <p>{data.user.role}</p>
}

export function Required() {
  const { data, status } = useSession({ required: true, onUnauthenticated: () => {} })
  if (status === "loading") return null
  const session: Session = data
  return <p>{session.user.id}</p>
}

export const useContextValue = (): SessionContextValue | undefined => useContext(SessionContext)

export async function actions() {
  const session: Session | null = await getSession()
  const token: string | undefined = await getCsrfToken()
  const providers: Record<string, ClientSafeProvider> | null = await getProviders()
  const answer: SignInResponse | undefined = await signIn("credentials", { redirect: false, username: "ada" })
  await signIn("github", { callbackUrl: "/" }, { login_hint: "ada" })
  const { url } = await signOut({ redirect: false })
  await signOut()
  return [session?.user.id, token, providers?.github?.signinUrl, answer?.error, url]
}
