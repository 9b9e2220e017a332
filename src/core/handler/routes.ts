import type { Outcome } from "../contracts/outcome.js"
import { beginSignIn } from "../flows/begin-sign-in.js"
import type { FlowContext } from "../flows/context.js"
import { getCsrfToken } from "../flows/get-csrf-token.js"
import { listProviders } from "../flows/list-providers.js"
import { getSession, updateSession } from "../flows/read-session.js"
import { receiveCallback } from "../flows/receive-callback.js"
import { showError, showSignIn, showSignOut, showVerifyRequest } from "../flows/show-page.js"
import { signOut } from "../flows/sign-out.js"
import type { MaybePromise } from "../maybe-promise.js"
import type { AuthAction } from "../options/options.js"

export interface Route {
  readonly flow: (context: FlowContext) => MaybePromise<Outcome>
  /** Whether the flow needs to know where the visitor goes afterwards, which asks `callbacks.redirect`. */
  readonly settlesDestination?: true
  /** Whether a person looks at the answer, so that a broken configuration is shown as a page. */
  readonly isPage?: true
}

/** Loaded when a provider calls for the first time. */
const ofLogout =
  (name: keyof typeof import("../flows/receive-logout.js")): Route["flow"] =>
  async (context) =>
    (await import("../flows/receive-logout.js"))[name](context)

/** Every endpoint: method and action. */
export const routes: ReadonlyMap<string, Route> = new Map([
  ["GET providers", { flow: listProviders }],
  ["GET session", { flow: getSession }],
  ["POST session", { flow: updateSession }],
  ["GET csrf", { flow: getCsrfToken }],
  ["GET signin", { flow: showSignIn, settlesDestination: true, isPage: true }],
  ["POST signin", { flow: beginSignIn, settlesDestination: true }],
  ["GET callback", { flow: receiveCallback, settlesDestination: true }],
  ["POST callback", { flow: receiveCallback, settlesDestination: true }],
  ["GET signout", { flow: showSignOut, settlesDestination: true, isPage: true }],
  ["POST signout", { flow: signOut, settlesDestination: true }],
  ["GET signed-out", { flow: ofLogout("returnFromProvider"), settlesDestination: true }],
  ["POST backchannel-logout", { flow: ofLogout("receiveBackChannelLogout") }],
  ["GET frontchannel-logout", { flow: ofLogout("receiveFrontChannelLogout") }],
  ["GET verify-request", { flow: showVerifyRequest, isPage: true }],
  ["GET error", { flow: showError, isPage: true }],
  ["POST _log", { flow: async (context) => (await import("../flows/receive-log.js")).receiveLog(context) }],
] satisfies [`${"GET" | "POST"} ${AuthAction}`, Route][])
