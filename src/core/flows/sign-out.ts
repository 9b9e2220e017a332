import { type Outcome, redirect } from "../contracts/outcome.js"
import { runEvent } from "../options/events.js"
import { asError } from "../options/thrown.js"
import { strategyOf } from "../session/strategy-of.js"
import { type FlowContext, isCsrfVerified } from "./context.js"
import { afterSignOut } from "./features.js"
import { signOutElsewhere } from "./provider-logout.js"

/** `POST /signout`: ends the session. The cookie goes even when the record cannot be reached. */
export async function signOut(context: FlowContext): Promise<Outcome> {
  if (!(await isCsrfVerified(context))) return redirect(`${context.baseUrl}/signout?csrf=true`)
  try {
    const ended = await strategyOf(context.config).end(context)
    if (ended) await runEvent(context.config, "signOut", ended)
  } catch (error) {
    context.log.error("SIGNOUT_ERROR", asError(error))
  }
  await afterSignOut(context)
  return redirect((await signOutElsewhere(context)) ?? context.destination)
}
