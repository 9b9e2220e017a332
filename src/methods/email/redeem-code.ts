import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Identity } from "../../core/contracts/method.js"
import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { PendingCode } from "../../core/contracts/pages.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { type AskedFor, askedHere, forgetHere } from "./browser.js"
import { isCode, type SealedCode, takeTry } from "./code.js"
import { countGuess } from "./limits.js"
import { verifyRequestPage } from "./links.js"
import { notValid, useProof } from "./proof.js"

/**
 * A code was typed, in the browser that asked for it. What cannot be one costs no try.
 *
 * @throws {SignInError} `Verification` when no try is left; `TooManyRequests`
 */
export async function redeemCode(context: FeatureContext, provider: EmailProvider): Promise<Identity | Outcome> {
  const asked = await codeAskedHere(context, provider)
  if (!asked || !provider.code) throw notValid()
  const code = typedCode(context)
  if (!/^\d+$/.test(code) || code.length !== provider.code.length) return tryAgain(context, provider)

  await countGuess(context, provider, asked.identifier)
  const left = await takeTry(context, asked.id)
  if (left === null) throw notValid()
  if (!(await isCode(context, asked.id, code, asked.code))) {
    if (left === 0) throw notValid()
    return tryAgain(context, provider)
  }
  const identity = await useProof(context, provider, asked)
  forgetHere(context)
  return identity
}

/** People type codes in groups. */
function typedCode({ request: { body, repeated } }: FeatureContext): string {
  return typeof body.code === "string" && !repeated.has("code") ? body.code.replace(/[\s-]/g, "") : ""
}

const tryAgain = (context: FeatureContext, provider: EmailProvider): Outcome =>
  redirect(`${verifyRequestPage(context, provider)}&error=Verification`, 401)

/** What the page that waits for the mail offers besides. */
export async function pendingCode(context: FeatureContext, provider: EmailProvider): Promise<PendingCode | null> {
  const asked = await codeAskedHere(context, provider)
  if (!asked || !provider.code) return null
  return { address: asked.identifier, length: provider.code.length, besideLink: provider.link }
}

async function codeAskedHere(
  context: FeatureContext,
  provider: EmailProvider,
): Promise<(AskedFor & { readonly code: SealedCode }) | null> {
  const asked = await askedHere(context, provider)
  if (!asked?.code || asked.code.expires <= context.now.getTime()) return null
  return { ...asked, code: asked.code }
}
