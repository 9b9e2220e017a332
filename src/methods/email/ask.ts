import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Permissible } from "../../core/contracts/method.js"
import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { randomHex } from "../../core/crypto/random.js"
import { SignInError } from "../../core/errors.js"
import { stored } from "../../core/session/stored.js"
import { readIdentifier } from "./address.js"
import { askedHere, rememberHere } from "./browser.js"
import { verifyRequestPage } from "./links.js"
import { accountOf, createProof, personOf, proofId, storeOf, takeProof, voidEarlier } from "./proof.js"
import { send } from "./send.js"

/**
 * `POST signin/:id`: mails a link. Whoever has an account gets the same answer, after the same work, as who has none.
 *
 * @throws {SignInError} `EmailSignin`
 */
export async function begin(context: FeatureContext, provider: EmailProvider): Promise<Permissible> {
  const { body, repeated } = context.request
  if (repeated.has("email")) throw new SignInError("EmailSignin", "The form names more than one address.")
  const identifier = readIdentifier(body.email, provider)
  const user = (await stored(() => storeOf(context).getUserByEmail(identifier))) ?? personOf(identifier)
  return {
    asks: { user, account: accountOf(provider, identifier, user.id) },
    proceed: () => mailTo(context, provider, identifier),
  }
}

/** What is sent is stored before, and taken back when it is not accepted: none is good that nobody has. Until then an earlier mail serves. */
async function mailTo(context: FeatureContext, provider: EmailProvider, identifier: string): Promise<Outcome> {
  const token = (await provider.generateVerificationToken?.()) ?? randomHex(32)
  const id = await proofId(token, provider)
  const expires = new Date(context.now.getTime() + provider.maxAge * 1000)
  await createProof(context, { identifier, id, expires })
  try {
    await send(context, provider, { identifier, token, expires })
  } catch (error) {
    await takeProof(context, { identifier, id }).catch(() => {}) // the visitor is told of the mail
    throw error
  }
  const before = await askedHere(context, provider)
  await rememberHere(context, provider, { identifier, id })
  await voidEarlier(context, provider, { identifier, id, before })
  return redirect(verifyRequestPage(context, provider))
}
