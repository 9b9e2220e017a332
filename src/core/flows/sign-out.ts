import { type Outcome, redirect } from "../contracts/outcome.js"
import { runEvent } from "../options/events.js"
import { asError } from "../options/thrown.js"
import { strategyOf } from "../session/strategy-of.js"
import { type FlowContext, isCsrfVerified } from "./context.js"
import { afterSignOut } from "./features.js"
import { signOutElsewhere } from "./provider-logout.js"

/** `POST /signout`: ends the session. The cookie goes even when the record cannot be reached, but nobody is told that all went well. */
export async function signOut(context: FlowContext): Promise<Outcome> {
  if (!(await isCsrfVerified(context))) return redirect(`${context.baseUrl}/signout?csrf=true`)
  const hasEnded = await endSession(context)
  await afterSignOut(context)
  const elsewhere = await signOutElsewhere(context)
  if (!hasEnded) return redirect(`${context.baseUrl}/error?error=Configuration`, 500)
  return redirect(elsewhere ?? context.destination)
}

/** Whether no copy of the cookie opens the session any more. */
async function endSession(context: FlowContext): Promise<boolean> {
  try {
    const ended = await strategyOf(context.config).end(context)
    if (ended) await runEvent(context.config, "signOut", ended)
    return true
  } catch (error) {
    context.log.error("SIGNOUT_ERROR", asError(error))
    return false
  }
}
