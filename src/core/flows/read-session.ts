import { json, type Outcome } from "../contracts/outcome.js"
import { type MaybePromise, whenReady } from "../maybe-promise.js"
import type { Session } from "../model.js"
import type { SessionContext, SessionUpdate } from "../session/strategy.js"
import { strategyOf } from "../session/strategy-of.js"
import { type FlowContext, isCsrfVerified } from "./context.js"

/** Who is signed in. What `GET /session` and every server-side reader share. */
export const readSession = (context: SessionContext, update?: SessionUpdate): MaybePromise<Session | null> =>
  strategyOf(context.config).read(context, update)

/** `GET /session`: the session, or `{}`. */
export const getSession = (context: FlowContext): MaybePromise<Outcome> => whenReady(readSession(context), show)

const show = (session: Session | null): Outcome => json(session ?? {})

/** `POST /session`: hands data of the page to `callbacks.jwt` or `callbacks.session`, and answers the new session. */
export async function updateSession(context: FlowContext): Promise<Outcome> {
  if (!(await isCsrfVerified(context))) return json({}, 400)
  return show(await readSession(context, { data: context.request.body.data }))
}
