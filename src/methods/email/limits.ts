/** How often somebody may ask for a mail, or guess a code. */
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { clientAddress } from "../../core/http/client-address.js"
import { countOrRefuse, type Tally } from "../../core/limits/count.js"

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
  if (client && perClient) await countOrRefuse(context, { subject: `mail client ${client}`, most: perClient, window })
  await countOrRefuse(context, { subject: `mail ${provider.id} ${identifier}`, most: perAddress, window })
}

/** @throws {SignInError} `TooManyRequests` */
export const countGuess = (context: FeatureContext, provider: EmailProvider, identifier: string): Promise<Tally> =>
  countOrRefuse(context, { subject: `guess ${provider.id} ${identifier}`, ...guesses })
