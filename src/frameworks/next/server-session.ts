import { type SessionResult, sessionOf } from "../../auth.js"
import type { HeaderReader } from "../../core/http/site.js"
import { isPromise, type MaybePromise } from "../../core/maybe-promise.js"
import type { Session } from "../../core/model.js"
import type { AuthOptions } from "../../core/options/options.js"
import { headersOf, type NodeRequest, type NodeResponse, setCookies } from "./node-request.js"

export type GetServerSessionOptions = Partial<Omit<AuthOptions, "callbacks">> & {
  callbacks?:
    | (Omit<NonNullable<AuthOptions["callbacks"]>, "session"> & {
        // biome-ignore lint/suspicious/noExplicitAny: what the app's own callback returns is what the session is
        session?: (...args: any[]) => any
      })
    | undefined
}

type GetServerSessionParams<O extends GetServerSessionOptions> =
  | [req: NodeRequest, res: NodeResponse, options: O]
  | [req: NodeRequest, res: NodeResponse]
  | [options: O]
  | []

/** What `callbacks.session` returns, where the options have one. */
type SessionOf<O extends GetServerSessionOptions> = O["callbacks"] extends {
  // biome-ignore lint/suspicious/noExplicitAny: any arguments
  session: (...args: any[]) => infer R
}
  ? Awaited<R>
  : Session

const environmentOnly: AuthOptions = { providers: [] }

/**
 * Who is signed in, on the server: in `getServerSideProps` and API routes with `(req, res, options)`, in server
 * components, route handlers and server actions with `(options)`. `null` for nobody.
 *
 * With `res`, a session that is read is also extended. Without it no cookie can be set, and the session comes without
 * `expires`, which nobody could rely on.
 *
 * @throws {ConfigurationError} when the options cannot work, for instance without a secret. It never fails open.
 * @example
 * ```ts
 * const session = await getServerSession(req, res, authOptions)
 * if (!session) return { redirect: { destination: "/api/auth/signin", permanent: false } }
 * ```
 */
export async function getServerSession<O extends GetServerSessionOptions, R = SessionOf<O>>(
  ...args: GetServerSessionParams<O>
): Promise<R | null> {
  const [first, res] = args
  if (args.length >= 2) {
    const reading = read(args[2], headersOf(first as NodeRequest))
    const { session, cookies } = isPromise(reading) ? await reading : reading
    setCookies(res as NodeResponse, cookies)
    return session as R | null
  }

  const { headers } = await import("next/headers.js")
  const { session } = await read(first as O | undefined, await headers())
  if (session) delete (session as Partial<Session>).expires
  return session as R | null
}

const read = (options: GetServerSessionOptions | undefined, headers: HeaderReader): MaybePromise<SessionResult> =>
  sessionOf((options as AuthOptions | undefined) ?? environmentOnly, headers)

let warned = false

/** @deprecated Renamed: use {@link getServerSession}. */
export async function unstable_getServerSession<O extends GetServerSessionOptions, R = SessionOf<O>>(
  ...args: GetServerSessionParams<O>
): Promise<R | null> {
  if (!warned && process.env.NODE_ENV !== "production") {
    warned = true
    console.warn("[countersign] `unstable_getServerSession` has been renamed to `getServerSession`.")
  }
  return getServerSession<O, R>(...args)
}
