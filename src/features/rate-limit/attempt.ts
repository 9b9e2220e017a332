/** An attempt is counted before anybody looks at it, and no more once it succeeded: so many at once have no more tries than one after the other. */
import type { AttemptedProvider, FeatureContext } from "../../core/contracts/feature.js"
import type { Outcome } from "../../core/contracts/outcome.js"
import { AuthError } from "../../core/errors.js"
import { clientAddress } from "../../core/http/client-address.js"
import { count, countOrRefuse, isUsedUp, type Limit, refuse, type Tally, takeBack } from "../../core/limits/count.js"
import { accountsIn } from "./accounts.js"
import { captchaOf } from "./captcha.js"
import { type Device, deviceOf, rememberDevice } from "./device.js"
import type { CredentialsLimits, RateLimitOptions } from "./options.js"
import { slowDown } from "./slow-down.js"

const day = 86_400

/** The sender's own budgets come first: who has used theirs up takes nothing from those of an account. */
type Guarded = Limit & {
  /** A success ends the failures before it. */
  readonly endsBySuccess?: true
  /** No captcha stands in for waiting. */
  readonly isFinal?: true
}

/**
 * Has a password looked at, or refuses.
 *
 * @throws {SignInError} `TooManyRequests`
 */
export async function guardCredentials(
  context: FeatureContext,
  provider: AttemptedProvider,
  options: RateLimitOptions,
  proceed: () => Promise<Outcome>,
  hasSession: () => boolean,
): Promise<Outcome> {
  if (options.credentials === false) return proceed()
  const limits = options.credentials ?? {}
  const accounts = accountsIn(context.request.body, provider, limits)
  const device = await deviceOf(context, accounts)

  const isSolved = captchaOf(context, provider, options)

  const tallies: Tally[] = []
  for (const limit of guards(context, accounts, device, limits)) {
    const tally = await count(context, limit)
    tallies.push(tally)
    if (tally.count > limit.most && (limit.isFinal || !(await isSolved()))) refuse(tally)
  }
  await slowDown(tallies, options.maxDelay, isSolved)
  const outcome = await proceed()
  if (!hasSession()) return outcome

  // With several names nobody knows whose password it was: then it ends nobody's failures but this one.
  const isPlain = accounts.length === 1
  await Promise.all(tallies.map((it) => takeBack(context, it, isPlain && isOfAccount(it) ? it.count : 1)))
  if (isPlain) await rememberDevice(context, device)
  return outcome
}

const isOfAccount = ({ limit }: Tally): boolean => (limit as Guarded).endsBySuccess === true

/** What an attempt counts for. A device that has signed in to an account before has a budget of its own, which nobody else can use up. */
function guards(
  context: FeatureContext,
  accounts: readonly string[],
  device: Device,
  { perAccount = 10, perDay = 100, perClient = 100, window = 900 }: CredentialsLimits,
): Guarded[] {
  const isKnown = accounts.length > 0 && accounts.every((account) => device.knows(account))
  const client = isKnown || perClient === false ? null : clientOf(context)
  const subjects = accounts.map((it) => (device.knows(it) ? `credentials ${it} of ${device.id}` : `credentials ${it}`))
  return [
    ...(client && perClient ? [{ subject: `credentials client ${client}`, most: perClient, window }] : []),
    ...subjects.map((subject): Guarded => ({ subject, most: perAccount, window, endsBySuccess: true })),
    ...subjects.map(
      (subject): Guarded => ({
        subject: `${subject} in a day`,
        most: perDay,
        window: day,
        endsBySuccess: true,
        isFinal: true,
      }),
    ),
  ]
}

const clientOf = ({ behindProxy, request }: FeatureContext): string | null =>
  behindProxy ? clientAddress(request.headers) : null

/** Links, codes and answers of providers that were no good. Whoever presses "cancel" there has guessed nothing. */
const guessed: ReadonlySet<string> = new Set(["Verification", "OAuthCallback"])

/** Counts a callback that failed, and says what was thrown, or that it was one too many. */
export async function countFailure(
  context: FeatureContext,
  options: RateLimitOptions,
  thrown: unknown,
): Promise<never> {
  const limit = callbackLimit(context, options)
  if (limit && thrown instanceof AuthError && guessed.has(thrown.code)) await countOrRefuse(context, limit)
  throw thrown
}

/** Before anything is done for a client whose callbacks keep failing. @throws {SignInError} `TooManyRequests` */
export async function refuseUsedUp(context: FeatureContext, options: RateLimitOptions): Promise<void> {
  const limit = callbackLimit(context, options)
  if (limit && (await isUsedUp(context, limit))) refuse(await count(context, limit))
}

function callbackLimit(context: FeatureContext, { callbacks }: RateLimitOptions): Limit | null {
  const client = callbacks === false ? null : clientOf(context)
  const { perClient = 100, window = 900 } = callbacks || {}
  return client === null ? null : { subject: `callback client ${client}`, most: perClient, window }
}
