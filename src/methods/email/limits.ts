/** How often somebody may ask for a mail, or guess a code. */
import type { Adapter } from "../../core/contracts/adapter.js"
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { sha256Hex } from "../../core/crypto/digest.js"
import { SignInError } from "../../core/errors.js"
import { clientAddress } from "../../core/http/client-address.js"
import { stored } from "../../core/session/stored.js"
import { type Counters, createCounters } from "./counters.js"

/** Guesses at the codes of one address, over all mails and browsers, in a day: with five a mail it is never the visitor's own mistake. */
const guesses = { most: 25, window: 86_400 }

/**
 * Counts a mail, for whoever asks and for the address.
 *
 * @throws {SignInError} `TooManyRequests`
 */
export async function countMail(context: FeatureContext, provider: EmailProvider, identifier: string): Promise<void> {
  if (!provider.limits) return
  const { perClient, perAddress, window } = provider.limits
  const client = context.behindProxy ? clientAddress(context.request.headers) : null
  if (client && perClient) await count(context, `client ${client}`, perClient, window)
  await count(context, `${provider.id} ${identifier}`, perAddress, window)
}

/** @throws {SignInError} `TooManyRequests` */
export const countGuess = (context: FeatureContext, provider: EmailProvider, identifier: string): Promise<void> =>
  count(context, `guess ${provider.id} ${identifier}`, guesses.most, guesses.window)

async function count(context: FeatureContext, subject: string, most: number, window: number): Promise<void> {
  const { adapter, now } = context
  const key = `email:${await sha256Hex(subject)}`
  const counted = adapter?.increment
    ? await stored(() => adapter.increment?.(key, window))
    : countersOf(adapter).increment(key, window, most)
  if (!counted || counted.count <= most) return
  const retryAfter = Math.max(1, Math.ceil((counted.expires.getTime() - now.getTime()) / 1000))
  throw new SignInError("TooManyRequests", `Too many attempts; try again in ${retryAfter} seconds.`, { retryAfter })
}

/** One app's counts in this process, where its adapter keeps none. */
const known = new WeakMap<Adapter, Counters>()

function countersOf(adapter: Adapter | null): Counters {
  const owner = adapter as Adapter // validation has made sure there is one
  const counters = known.get(owner) ?? createCounters()
  known.set(owner, counters)
  return counters
}
