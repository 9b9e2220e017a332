/** Sign-in by a link in a mail: whoever opens it can read the mailbox of that address. */
import type { Adapter } from "../../core/contracts/adapter.js"
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Confirmation, Identity, Permissible, SignInMethod } from "../../core/contracts/method.js"
import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { sha256Hex } from "../../core/crypto/digest.js"
import { randomHex } from "../../core/crypto/random.js"
import { SignInError } from "../../core/errors.js"
import { asError } from "../../core/options/thrown.js"
import { stored } from "../../core/session/stored.js"
import { normalizeAddress } from "./address.js"
import { isSameBrowser, rememberRequest } from "./same-browser.js"
import { sendWithin } from "./send.js"

type Store = Required<Pick<Adapter, "createVerificationToken" | "useVerificationToken" | "getUserByEmail">> & Adapter

export const emailMethod: SignInMethod<EmailProvider> = {
  callbackMethods: ["GET", "POST"],
  csrfProtectedCallback: "POST",
  begin,
  complete,
}

async function begin(context: FeatureContext, provider: EmailProvider): Promise<Permissible> {
  const identifier = identifierIn(context.request.body.email, provider)
  const known = await stored(() => storeOf(context).getUserByEmail(identifier))
  const user = known ?? { id: identifier, email: identifier, emailVerified: null }
  return {
    asks: { user, account: accountOf(identifier, user.id, provider) },
    proceed: () => sendLink(context, provider, identifier),
  }
}

/** The link is stored before the mail goes out, and taken back when the mail does not: none is good that nobody has. */
async function sendLink(context: FeatureContext, provider: EmailProvider, identifier: string): Promise<Outcome> {
  const { baseUrl, destination, now, theme, log } = context
  const store = storeOf(context)
  const token = (await provider.config.generateVerificationToken?.()) ?? randomHex(32)
  const expires = new Date(now.getTime() + provider.maxAge * 1000)
  const hash = await hashOf(token, provider)
  await stored(() => store.createVerificationToken({ identifier, token: hash, expires }))
  const query = new URLSearchParams({ callbackUrl: destination, token, email: identifier })
  const url = `${baseUrl}/callback/${provider.id}?${query}`
  try {
    await sendWithin(() =>
      provider.config.sendVerificationRequest({ identifier, url, expires, provider: provider.config, token, theme }),
    )
  } catch (error) {
    await stored(() => store.useVerificationToken({ identifier, token: hash })).catch(() => {})
    log.error("SEND_VERIFICATION_EMAIL_ERROR", { error: asError(error), identifier })
    throw new SignInError("EmailSignin", "The mail was not accepted; the log has the server's own error.")
  }
  await noteLatest(store, identifier, hash, provider.maxAge) // until now an older link serves
  await rememberRequest(context, hash, provider.maxAge)
  return redirect(`${baseUrl}/verify-request?${new URLSearchParams({ provider: provider.id, type: provider.type })}`)
}

async function complete(context: FeatureContext, provider: EmailProvider): Promise<Identity | Outcome | Confirmation> {
  const { request, now } = context
  const { token, email } = request.method === "POST" ? request.body : request.query
  if (typeof token !== "string" || typeof email !== "string" || request.repeated.has("token")) throw notValid()
  const identifier = identifierIn(email, provider)
  const hash = await hashOf(token, provider)
  if (request.method === "GET" && provider.consume === "confirm" && !(await isSameBrowser(context, hash))) {
    return { confirms: identifier, fields: { token, email: identifier } }
  }

  const store = storeOf(context)
  const invite = await stored(() => store.useVerificationToken({ identifier, token: hash }))
  if (!invite || new Date(invite.expires).getTime() <= now.getTime()) throw notValid()
  if (!(await isLatest(store, identifier, hash))) throw notValid()
  const user = { id: identifier, email: identifier }
  return { user, account: accountOf(identifier, identifier, provider), linkable: true, provesEmail: true }
}

const notValid = (): SignInError =>
  new SignInError("Verification", "The link was used, has expired, or a newer one was asked for.")

/** @throws {SignInError} EmailSignin */
function identifierIn(typed: unknown, { config: { normalizeIdentifier = normalizeAddress } }: EmailProvider): string {
  try {
    if (typeof typed === "string" && typed.length <= 1000) return normalizeIdentifier(typed)
  } catch {
    // told below, alike for whatever was wrong
  }
  throw new SignInError("EmailSignin", "What was typed is no e-mail address.")
}

/** As next-auth v4 hashes it: links that were sent before a migration stay good. */
const hashOf = (token: string, { secret }: EmailProvider): Promise<string> => sha256Hex(`${token}${secret}`)

/** A newer link makes the older ones void, where the adapter can remember which is the newest. */
async function noteLatest(store: Store, identifier: string, hash: string, seconds: number): Promise<void> {
  const key = await latestKey(identifier)
  await stored(() => store.setValue?.(key, hash, seconds))
}

async function isLatest(store: Store, identifier: string, hash: string): Promise<boolean> {
  const key = await latestKey(identifier)
  const latest = await stored(() => store.getValue?.(key))
  return latest === undefined || latest === null || latest === hash
}

const latestKey = async (identifier: string): Promise<string> => `email-link:${await sha256Hex(identifier)}`

const accountOf = (identifier: string, userId: string, { id }: EmailProvider): Identity["account"] => ({
  providerAccountId: identifier,
  userId,
  type: "email",
  provider: id,
})

/** Validation has made sure that the methods are there. */
const storeOf = ({ adapter }: FeatureContext): Store => adapter as Store
