/**
 * What is stored of a mail that was sent, and how it is used up.
 *
 * A mail has one row, named by the digest of its link's token as in next-auth v4, so that links which v4 has sent stay good. Link and
 * code both end by taking that row, which an adapter hands to one caller only: using one voids the other.
 */
import type { Adapter, VerificationToken } from "../../core/contracts/adapter.js"
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Identity } from "../../core/contracts/method.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { sha256Hex } from "../../core/crypto/digest.js"
import { SignInError } from "../../core/errors.js"
import { stored } from "../../core/session/stored.js"

/** A mail that was sent to somebody. */
export interface SentMail {
  readonly identifier: string
  /** Name of its row. */
  readonly id: string
}

type ProofStore = Required<Pick<Adapter, "createVerificationToken" | "useVerificationToken" | "getUserByEmail">> &
  Pick<Adapter, "getValue" | "setValue">

/** Validation has made sure that the methods are there. */
export const storeOf = ({ adapter }: FeatureContext): ProofStore => adapter as ProofStore

/** The name under which a mail's row is kept. */
export const proofId = (token: string, { secret }: EmailProvider): Promise<string> => sha256Hex(token + secret)

export async function createProof(
  context: FeatureContext,
  { identifier, id, expires }: SentMail & { readonly expires: Date },
): Promise<void> {
  await stored(() => storeOf(context).createVerificationToken({ identifier, token: id, expires }))
}

/** Takes the row out of storage; `null` when there is none any more. */
export const takeProof = (context: FeatureContext, { identifier, id }: SentMail): Promise<VerificationToken | null> =>
  stored(() => storeOf(context).useVerificationToken({ identifier, token: id }))

/** Where adapters that keep short texts keep which mail to an address is the latest: whichever provider sent it. */
const latestKey = async (identifier: string): Promise<string> => `email-latest:${await sha256Hex(identifier)}`

/** A mail is good where it is from: at its provider's callback. */
const latestText = ({ id: provider }: EmailProvider, { id }: SentMail): string => `${provider} ${id}`

/** A newer mail was accepted: what was sent before is void, or with adapters that keep no short texts what this browser asked for. */
export async function voidEarlier(
  context: FeatureContext,
  provider: EmailProvider,
  { mail, askedBefore }: { readonly mail: SentMail; readonly askedBefore: SentMail | null },
): Promise<void> {
  const { identifier } = mail
  const store = storeOf(context)
  const key = await latestKey(identifier)
  const earlier = await stored(() => store.getValue?.(key))
  await stored(() => store.setValue?.(key, latestText(provider, mail), provider.maxAge))
  const id = earlier?.split(" ").at(-1)
  if (id)
    await takeProof(context, { identifier, id }) // its row may outlive the text that voids it
  else if (askedBefore?.identifier === identifier) await takeProof(context, askedBefore)
}

/** Whether a mail is known to be void without looking at its row: a newer one was accepted. */
export async function isVoid(context: FeatureContext, provider: EmailProvider, mail: SentMail): Promise<boolean> {
  const store = storeOf(context)
  const key = await latestKey(mail.identifier)
  const latest = await stored(() => store.getValue?.(key))
  return typeof latest === "string" && latest !== latestText(provider, mail)
}

/**
 * Uses a mail up: of all who come with it, one gets an identity.
 *
 * @throws {SignInError} `Verification`
 */
export async function useProof(context: FeatureContext, provider: EmailProvider, mail: SentMail): Promise<Identity> {
  const isStale = await isVoid(context, provider, mail)
  const row = await takeProof(context, mail)
  const isLate = !row || !(new Date(row.expires).getTime() > context.now.getTime())
  if (isStale || isLate) throw notValid()
  const { identifier } = mail
  const account = accountOf(provider, identifier, identifier)
  return { account, user: { id: identifier, email: identifier }, provesEmail: true, linkable: true }
}

export const accountOf = ({ id, type }: EmailProvider, identifier: string, userId: string): Identity["account"] => ({
  providerAccountId: identifier,
  userId,
  type,
  provider: id,
})

/** Somebody of whom nothing is known but their address, as `callbacks.signIn` sees them. */
export const personOf = (identifier: string): Identity["user"] & { emailVerified: null } => ({
  id: identifier,
  email: identifier,
  emailVerified: null,
})

export const notValid = (): SignInError =>
  new SignInError("Verification", "The link or code was used, has expired, or is not the latest.")
