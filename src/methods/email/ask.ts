import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Permissible } from "../../core/contracts/method.js"
import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { randomHex } from "../../core/crypto/random.js"
import { randomDigits } from "../../core/crypto/random-digits.js"
import { SignInError } from "../../core/errors.js"
import { stored } from "../../core/session/stored.js"
import { readIdentifier } from "./address.js"
import { type AskedFor, askedHere, rememberHere } from "./browser.js"
import { createTries, digestOfCode } from "./code.js"
import { countMail } from "./limits.js"
import { verifyRequestPage } from "./links.js"
import { accountOf, createProof, personOf, proofId, storeOf, takeProof, voidEarlier } from "./proof.js"
import { type Letter, send } from "./send.js"

/**
 * `POST signin/:id`: mails a link, a code, or both. Whoever has an account gets the same answer, after the same work, as who has none.
 *
 * @throws {SignInError} `EmailSignin`, `TooManyRequests`
 */
export async function begin(context: FeatureContext, provider: EmailProvider): Promise<Permissible> {
  const { body, repeated } = context.request
  if (repeated.has("email")) throw new SignInError("EmailSignin", "The form names more than one address.")
  const identifier = readIdentifier(body.email, provider, context.log)
  await countMail(context, provider, identifier)
  const user = (await stored(() => storeOf(context).getUserByEmail(identifier))) ?? personOf(identifier)
  return {
    asks: { user, account: accountOf(provider, identifier, user.id) },
    proceed: () => mailTo(context, provider, identifier),
  }
}

/** What is sent is stored before, and taken back when it is not accepted: none is good that nobody has. Until then an earlier mail serves. */
async function mailTo(context: FeatureContext, provider: EmailProvider, identifier: string): Promise<Outcome> {
  const { asked, letter } = await write(context, provider, identifier)
  try {
    await send(context, provider, letter)
  } catch (error) {
    await takeProof(context, asked).catch(() => {}) // the visitor is told of the mail
    throw error
  }
  const askedBefore = await askedHere(context, provider)
  await rememberHere(context, provider, asked)
  await voidEarlier(context, provider, { mail: asked, askedBefore })
  return redirect(verifyRequestPage(context, provider))
}

/** Makes a link and a code, and stores what they are recognised by. */
async function write(
  context: FeatureContext,
  provider: EmailProvider,
  identifier: string,
): Promise<{ asked: AskedFor; letter: Letter }> {
  const token = (await provider.generateVerificationToken?.()) ?? randomHex(32)
  const id = await proofId(token, provider)
  const expires = secondsFrom(context.now, provider.maxAge)
  await createProof(context, { identifier, id, expires })
  if (!provider.code) return { asked: { identifier, id }, letter: { identifier, token, expires } }

  const code = randomDigits(provider.code.length)
  const codeExpires = secondsFrom(context.now, provider.code.maxAge)
  await createTries(context, id, codeExpires)
  const sealed = { digest: await digestOfCode(context, id, code), expires: codeExpires.getTime() }
  return { asked: { identifier, id, code: sealed }, letter: { identifier, token, code, expires } }
}

const secondsFrom = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000)
