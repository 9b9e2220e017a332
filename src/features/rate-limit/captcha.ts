import type { AttemptedProvider, FeatureContext } from "../../core/contracts/feature.js"
import { withinSeconds } from "../../core/options/patience.js"
import { asError } from "../../core/options/thrown.js"
import type { RateLimitOptions } from "./options.js"

/** Seconds until an answer of the captcha's service is given up. */
const patience = 5

/** Asks the app's captcha, when first called and once: a solution can be redeemed only once. Without an answer it is not solved. */
export function captchaOf(
  { request, log }: FeatureContext,
  { id }: AttemptedProvider,
  { captcha }: RateLimitOptions,
): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined
  const ask = async () => {
    try {
      return (await withinSeconds(patience, () => captcha?.(request, { provider: id }))) === true
    } catch (error) {
      log.error("CAPTCHA_ERROR", asError(error))
      return false
    }
  }
  return () => {
    answer ??= ask()
    return answer
  }
}
