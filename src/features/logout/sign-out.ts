/** Signing out goes on at the provider. What fails there is logged: the session here has ended already. */
import { openTokens } from "../../core/accounts/stored-tokens.js"
import type { AdapterAccount } from "../../core/contracts/adapter.js"
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { randomValue } from "../../core/crypto/random.js"
import type { Account } from "../../core/model.js"
import { asError } from "../../core/options/thrown.js"
import { stored } from "../../core/session/stored.js"
import { endSessionUrl, revoke } from "./endpoints.js"
import type { LogoutOptions } from "./options.js"
import { readSignedInAt, removeSignedInAt, type SignedInAt, writeSignedInAt } from "./signed-in-at.js"

export async function keepForSignOut(
  context: FeatureContext,
  account: Account,
  { rpInitiated, revokeTokens }: LogoutOptions,
): Promise<void> {
  if (rpInitiated || revokeTokens) await writeSignedInAt(context, account)
  else removeSignedInAt(context)
}

export async function signOutAtProvider(
  context: FeatureContext,
  provider: OAuthProvider,
  options: LogoutOptions,
): Promise<string | null> {
  const signedInAt = await readSignedInAt(context, provider.id)
  if (!signedInAt) return null
  removeSignedInAt(context)
  if (options.revokeTokens) await orLog(context, () => revokeTokens(context, provider, signedInAt))
  return options.rpInitiated ? orLog(context, () => leave(context, provider, signedInAt)) : null
}

async function leave(
  { baseUrl, checks, now }: FeatureContext,
  provider: OAuthProvider,
  { idToken }: SignedInAt,
): Promise<string> {
  const state = randomValue()
  const returnTo = `${baseUrl}/signed-out/${provider.id}`
  const url = await endSessionUrl(provider, { idToken, returnTo, state }, now)
  await checks.create("state", { ...provider, id: signedOutOf(provider) }, state)
  return url
}

/** The state of a sign-out is bound to this in place of the provider's id: else an answer with it would pass for one to a sign-in. */
const signedOutOf = ({ id }: OAuthProvider): string => `signed-out/${id}`

export async function isReturn({ checks, request }: FeatureContext, provider: OAuthProvider): Promise<boolean> {
  const state = await checks.open("state", signedOutOf(provider))
  if (state === null || request.query.state !== state) return false
  checks.remove("state")
  return true
}

/** What was revoked is forgotten: nobody should try to use or to refresh it. */
async function revokeTokens(
  context: FeatureContext,
  provider: OAuthProvider,
  { providerAccountId }: SignedInAt,
): Promise<void> {
  const key = { provider: provider.id, providerAccountId }
  const account = await storedAccount(context, key)
  if (!account) {
    for (const { tokensOf } of context.features) {
      const tokens = await tokensOf?.(context, key)
      if (tokens) await revoke(provider, tokens, context.now)
    }
    return
  }
  await revoke(provider, await openTokens(account, context.tokenSecrets), context.now)
  const nothing = { access_token: null, refresh_token: null, expires_at: null } as object
  await stored(() => context.adapter?.updateAccount?.({ ...key, ...nothing }))
}

async function storedAccount(
  { adapter }: FeatureContext,
  key: Pick<AdapterAccount, "provider" | "providerAccountId">,
): Promise<AdapterAccount | undefined> {
  const user = await stored(() => adapter?.getUserByAccount?.(key))
  const accounts = user ? await stored(() => adapter?.listAccounts?.(user.id)) : undefined
  return accounts?.find((it) => it.provider === key.provider && it.providerAccountId === key.providerAccountId)
}

async function orLog<T>({ log }: FeatureContext, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    log.error("SIGNOUT_ERROR", asError(error))
    return null
  }
}
