/** `countersign/features/rate-limit`: how often one may guess. On without being named; naming it sets its figures, or turns it off. */
import type { Feature } from "../../core/contracts/feature.js"
import { ConfigurationError } from "../../core/errors.js"
import { limiting } from "./limiting.js"
import type { RateLimitOptions } from "./options.js"

export type { CounterStore } from "../../core/contracts/feature.js"
export type { CallbackLimits, CredentialsLimits, RateLimitOptions } from "./options.js"

/**
 * Limits other than the usual ones; with `false` none, where something before the app limits sign-in.
 *
 * @throws {ConfigurationError} INVALID_OPTION
 * @example
 * ```ts
 * features: [rateLimit({ credentials: { perAccount: 5 } })]
 * ```
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html
 */
export function rateLimit(options: RateLimitOptions | false): Feature {
  if (options === false) return { id: "rate-limit" }
  assertOptions(options)
  return limiting(options)
}

function assertOptions({ credentials, callbacks, maxDelay, captcha, store }: RateLimitOptions): void {
  const { perAccount = 1, perDay = 1, perClient = 1, window = 1, account } = credentials || {}
  const { perClient: perCaller = 1, window: callbackWindow = 1 } = callbacks || {}
  const wholes = { perAccount, perDay, window, ...(perClient === false ? {} : { perClient }) }
  for (const [name, value] of Object.entries(wholes)) assertCount(`credentials.${name}`, value)
  for (const [name, value] of Object.entries({ perClient: perCaller, window: callbackWindow }))
    assertCount(`callbacks.${name}`, value)
  if (!(Number.isFinite(maxDelay ?? 0) && (maxDelay ?? 0) >= 0 && (maxDelay ?? 0) <= 10))
    refuse("maxDelay", "a number of seconds from 0 to 10")
  if (account !== undefined && typeof account !== "function") refuse("credentials.account", "a function")
  if (captcha !== undefined && typeof captcha !== "function") refuse("captcha", "a function")
  if (store !== undefined && typeof store?.increment !== "function")
    refuse("store", "an adapter with `increment`, such as those of `countersign/adapters`, or an object that has it")
}

function assertCount(name: string, value: unknown): void {
  if (!(Number.isSafeInteger(value) && (value as number) > 0)) refuse(name, "a whole number above zero")
}

function refuse(option: string, be: string): never {
  throw new ConfigurationError("INVALID_OPTION", `\`${option}\` of \`rateLimit()\` must be ${be}.`)
}
