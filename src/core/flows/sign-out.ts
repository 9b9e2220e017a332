import { openTokens } from "../accounts/stored-tokens.js"
import type { ProviderLogout } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import type { OAuthProvider } from "../contracts/provider.js"
import { randomValue } from "../crypto/random.js"
import { runEvent } from "../options/events.js"
import { asError } from "../options/thrown.js"
import { stored } from "../session/stored.js"
import { strategyOf } from "../session/strategy-of.js"
import { type FlowContext, isCsrfVerified } from "./context.js"
import { type SignedInAt, takeProviderSession } from "./provider-session.js"

/**
 * `POST /signout`: ends the session, here and, where that is asked for, at the provider. The cookie goes even when neither the
 * record nor the provider can be reached.
 */
export async function signOut(context: FlowContext): Promise<Outcome> {
  if (!(await isCsrfVerified(context))) return redirect(`${context.baseUrl}/signout?csrf=true`)
  await orLog(context, async () => {
    const ended = await strategyOf(context.config).end(context)
    if (ended) await runEvent(context.config, "signOut", ended)
  })
  const signedInAt = await takeProviderSession(context)
  const elsewhere = signedInAt ? await signOutAt(context, signedInAt) : null
  return redirect(elsewhere ?? context.destination)
}

/** `GET /signed-out/:provider`: the visitor comes back from the provider. Without the state that was sent, nothing is made of it. */
export async function returnFromProvider(context: FlowContext): Promise<Outcome> {
  const { provider, checks, request, destination, origin } = context
  const state = provider ? await checks.open("state", provider.id) : null
  if (state === null || request.query.state !== state) return redirect(origin)
  checks.remove("state")
  return redirect(destination)
}

/** Where the visitor goes to be signed out at the provider as well; `null` when that is not asked for, or not possible. */
async function signOutAt(context: FlowContext, signedInAt: SignedInAt): Promise<string | null> {
  const { config, baseUrl, checks } = context
  const provider = config.providers.get(signedInAt.provider)
  if (!provider || !("logout" in provider)) return null
  const logout = config.methods[provider.type]?.logout as ProviderLogout<OAuthProvider> | undefined
  if (!logout) return null

  if (provider.logout.revokeTokens) await orLog(context, () => revokeTokens(context, provider, logout, signedInAt))
  if (!provider.logout.rpInitiated) return null
  return orLog(context, async () => {
    const state = randomValue()
    const returnTo = `${baseUrl}/signed-out/${provider.id}`
    const url = await logout.endSessionUrl(context, provider, { idToken: signedInAt.idToken, returnTo, state })
    await checks.create("state", provider, state)
    return url
  })
}

/** What was revoked is forgotten: nobody should try to use or to refresh it. */
async function revokeTokens(
  context: FlowContext,
  provider: OAuthProvider,
  logout: ProviderLogout<OAuthProvider>,
  { providerAccountId }: SignedInAt,
): Promise<void> {
  const { adapter, tokenSecrets } = context.config
  const key = { provider: provider.id, providerAccountId }
  const user = await stored(() => adapter?.getUserByAccount?.(key))
  const accounts = user ? await stored(() => adapter?.listAccounts?.(user.id)) : undefined
  const account = accounts?.find((it) => it.provider === provider.id && it.providerAccountId === providerAccountId)
  if (!account) return
  await logout.revoke(context, provider, await openTokens(account, tokenSecrets))
  const nothing = { access_token: null, refresh_token: null, expires_at: null } as object
  await stored(() => adapter?.updateAccount?.({ ...key, ...nothing }))
}

async function orLog<T>({ log }: FlowContext, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    log.error("SIGNOUT_ERROR", asError(error))
    return null
  }
}
