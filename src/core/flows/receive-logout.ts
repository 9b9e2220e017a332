/** The endpoints of a provider's `logout`, loaded when they are first asked. */
import { type Outcome, redirect } from "../contracts/outcome.js"
import { RequestError } from "../errors.js"
import type { FlowContext } from "./context.js"
import { featureContext } from "./features.js"
import { hasLogout } from "./provider-logout.js"

/** `GET /signed-out/:provider`: the visitor comes back. Without the state that was sent, nothing is made of it. */
export async function returnFromProvider(context: FlowContext): Promise<Outcome> {
  const { provider, destination, origin } = context
  const isReturn = hasLogout(provider) && (await provider.logout.isReturn(featureContext(context), provider))
  return redirect(isReturn ? destination : origin)
}

/** `POST /backchannel-logout/:provider`: a server says who is no longer signed in. */
export const receiveBackChannelLogout = (context: FlowContext): Promise<Outcome> => receive(context, "back")

/** `GET /frontchannel-logout/:provider`: the same, in a frame of the provider's page. */
export const receiveFrontChannelLogout = (context: FlowContext): Promise<Outcome> => receive(context, "front")

async function receive(context: FlowContext, channel: "back" | "front"): Promise<Outcome> {
  const { provider } = context
  if (hasLogout(provider)) return provider.logout.receive(featureContext(context), provider, channel)
  throw new RequestError("UNKNOWN_ACTION", "No provider of this id has a `logout`.")
}
