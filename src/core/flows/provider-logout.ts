/** Where the flows meet a provider's `logout`: when a session begins, and when it ends. */
import type { Identity } from "../contracts/method.js"
import type { EndableSession, OAuthProvider, ProviderLogout, ResolvedProvider } from "../contracts/provider.js"
import type { FlowContext } from "./context.js"
import { featureContext } from "./features.js"

type WithLogout = OAuthProvider & { readonly logout: ProviderLogout }

export const hasLogout = (provider: ResolvedProvider | undefined): provider is WithLogout =>
  provider !== undefined && "logout" in provider && provider.logout !== undefined

/** What the provider may end the new session by; `undefined` where it may not. */
export function endable(
  { now }: FlowContext,
  provider: ResolvedProvider,
  { providerSession }: Identity,
): EndableSession | undefined {
  if (!providerSession || !hasLogout(provider) || !provider.logout.mayEndSessions) return undefined
  return { ...providerSession, provider: provider.id, since: now.getTime() }
}

export async function prepareSignOut(
  context: FlowContext,
  provider: ResolvedProvider,
  { account }: Identity,
): Promise<void> {
  if (hasLogout(provider)) return provider.logout.began(featureContext(context), account)
  for (const other of context.config.providers.values()) {
    if (hasLogout(other)) return other.logout.forget(featureContext(context))
  }
}

/** Where the visitor goes to be signed out at the provider as well; `null` when that is not asked for, or not possible. */
export async function signOutElsewhere(context: FlowContext): Promise<string | null> {
  for (const provider of context.config.providers.values()) {
    const location = hasLogout(provider) ? await provider.logout.ended(featureContext(context), provider) : null
    if (location !== null) return location
  }
  return null
}
