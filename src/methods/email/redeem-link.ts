import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Confirmation, Identity } from "../../core/contracts/method.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { takeBack } from "../../core/limits/count.js"
import { isAddress } from "./address.js"
import { askedHere, forgetHere, isOpenedByPerson } from "./browser.js"
import { countGuess } from "./limits.js"
import { isVoid, notValid, proofId, type SentMail, useProof } from "./proof.js"

/**
 * A link was opened, or confirmed. Opening signs in where it was asked for; elsewhere it shows a button and changes nothing, so that
 * a mail scanner leaves it good, and nobody is signed in as somebody else by a link that was sent to them.
 *
 * @throws {SignInError} `Verification`
 */
export async function redeemLink(context: FeatureContext, provider: EmailProvider): Promise<Identity | Confirmation> {
  const { method, query, body, headers, repeated } = context.request
  const { token, email } = method === "POST" ? body : query
  if (!provider.link || typeof token !== "string" || token === "" || !isAddress(email)) throw notValid()
  if (repeated.has("token") || repeated.has("email")) throw notValid()

  const mail = { identifier: email, id: await proofId(token, provider) }
  const asked = await askedHere(context, provider)
  const isHere = asked?.identifier === mail.identifier && asked.id === mail.id
  const isEnough = method === "POST" || provider.consume === "get" || (isHere && isOpenedByPerson(headers))
  if (!isEnough) {
    if (await isVoid(context, provider, mail)) throw notValid()
    return { confirms: email, fields: { token, email } }
  }
  const identity = await useOnce(context, provider, mail, isHere)
  if (isHere) forgetHere(context)
  return identity
}

/** A token that the app makes may be as short as a code: whoever did not ask for the mail has few guesses. */
async function useOnce(
  context: FeatureContext,
  provider: EmailProvider,
  mail: SentMail,
  isHere: boolean,
): Promise<Identity> {
  if (isHere || !provider.generateVerificationToken) return useProof(context, provider, mail)
  const tally = await countGuess(context, provider, `link ${mail.identifier}`)
  const identity = await useProof(context, provider, mail)
  await takeBack(context, tally)
  return identity
}
