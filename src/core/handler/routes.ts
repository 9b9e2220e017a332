import type { Outcome } from "../contracts/outcome.js"
import { beginSignIn } from "../flows/begin-sign-in.js"
import type { FlowContext } from "../flows/context.js"
import { getCsrfToken } from "../flows/get-csrf-token.js"
import { listProviders } from "../flows/list-providers.js"
import { receiveBackChannelLogout, receiveFrontChannelLogout, returnFromProvider } from "../flows/provider-logout.js"
import { getSession, updateSession } from "../flows/read-session.js"
import { receiveCallback } from "../flows/receive-callback.js"
import { showError, showSignIn, showSignOut, showVerifyRequest } from "../flows/show-page.js"
import { signOut } from "../flows/sign-out.js"
import type { AuthAction } from "../options/options.js"

export interface Route {
  readonly flow: (context: FlowContext) => Promise<Outcome>
  /** Whether the flow needs to know where the visitor goes afterwards, which asks `callbacks.redirect`. */
  readonly settlesDestination?: true
  /** Whether a person looks at the answer, so that a broken configuration is shown as a page. */
  readonly isPage?: true
}

/** Every endpoint: action, then method. */
export const routes: ReadonlyMap<string, Partial<Record<string, Route>>> = new Map([
  ["providers", { GET: { flow: listProviders } }],
  ["session", { GET: { flow: getSession }, POST: { flow: updateSession } }],
  ["csrf", { GET: { flow: getCsrfToken } }],
  [
    "signin",
    {
      GET: { flow: showSignIn, settlesDestination: true, isPage: true },
      POST: { flow: beginSignIn, settlesDestination: true },
    },
  ],
  [
    "callback",
    {
      GET: { flow: receiveCallback, settlesDestination: true },
      POST: { flow: receiveCallback, settlesDestination: true },
    },
  ],
  [
    "signout",
    {
      GET: { flow: showSignOut, settlesDestination: true, isPage: true },
      POST: { flow: signOut, settlesDestination: true },
    },
  ],
  ["signed-out", { GET: { flow: returnFromProvider, settlesDestination: true } }],
  ["backchannel-logout", { POST: { flow: receiveBackChannelLogout } }],
  ["frontchannel-logout", { GET: { flow: receiveFrontChannelLogout } }],
  ["verify-request", { GET: { flow: showVerifyRequest, isPage: true } }],
  ["error", { GET: { flow: showError, isPage: true } }],
  ["_log", { POST: { flow: async (context) => (await import("../flows/receive-log.js")).receiveLog(context) } }],
] satisfies [AuthAction, Partial<Record<string, Route>>][])
