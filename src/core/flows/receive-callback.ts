import { isOutcome } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import { RequestError } from "../errors.js"
import { methodOf } from "./begin-sign-in.js"
import { completeSignIn } from "./complete-sign-in.js"
import { type FlowContext, isCsrfVerified } from "./context.js"
import { aroundAttempt, featureContext } from "./features.js"
import { showConfirmation } from "./show-page.js"

/** `/callback/:provider`: somebody comes back with a proof. */
export async function receiveCallback(context: FlowContext): Promise<Outcome> {
  const { provider, request } = context
  if (!provider) throw new RequestError("UNKNOWN_ACTION", "No provider has this id.")

  const method = methodOf(context.config, provider)
  if (!method.callbackMethods.some((it) => it === request.method)) {
    throw new RequestError("CALLBACK_NOT_SUPPORTED", `Callback for provider type ${provider.type} not supported.`)
  }
  const isForm = method.csrfProtectedCallback === true || method.csrfProtectedCallback === request.method
  if (isForm && !(await isCsrfVerified(context))) {
    return redirect(`${context.baseUrl}/signin?csrf=true`)
  }
  return aroundAttempt(context, provider, async () => {
    const result = await method.complete(featureContext(context), provider)
    if ("confirms" in result) return showConfirmation(context, provider, result)
    return isOutcome(result) ? result : completeSignIn(context, provider, result)
  })
}
