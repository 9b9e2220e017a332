/** What {@link emailMethod} does, once somebody signs in that way. */
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Confirmation, Identity } from "../../core/contracts/method.js"
import type { Outcome } from "../../core/contracts/outcome.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { redeemCode } from "./redeem-code.js"
import { redeemLink } from "./redeem-link.js"

export { begin } from "./ask.js"
export { pendingCode } from "./redeem-code.js"

/** `GET callback/:id` is a link that was opened; `POST` is its confirmation, or a code that was typed. */
export function complete(context: FeatureContext, provider: EmailProvider): Promise<Identity | Outcome | Confirmation> {
  const { method, body } = context.request
  return method === "POST" && body.code !== undefined ? redeemCode(context, provider) : redeemLink(context, provider)
}
