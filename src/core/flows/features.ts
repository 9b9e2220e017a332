/** Where the flows meet the app's features. */
import type { FeatureContext } from "../contracts/feature.js"
import type { Outcome } from "../contracts/outcome.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import type { Account } from "../model.js"
import { logoutStore } from "../session/endable.js"
import type { FlowContext } from "./context.js"

export const featureContext = (context: FlowContext): FeatureContext => ({
  ...context,
  ...logoutStore(context.config),
  tokenSecrets: context.config.tokenSecrets,
  features: context.config.features,
  theme: context.config.theme,
  behindProxy: context.config.behindProxy,
})

/** Has somebody's proof looked at, unless a feature answers in its place. */
export function aroundAttempt(
  context: FlowContext,
  provider: ResolvedProvider,
  proceed: () => Promise<Outcome>,
): Promise<Outcome> {
  return context.config.features.reduceRight(
    (next, feature) => () => feature.aroundAttempt?.(featureContext(context), provider, next) ?? next(),
    proceed,
  )()
}

export async function afterSession(context: FlowContext, userId: string | undefined, account: Account): Promise<void> {
  for (const feature of context.config.features) await feature.afterSession?.(featureContext(context), userId, account)
}

export async function afterSignOut(context: FlowContext): Promise<void> {
  for (const feature of context.config.features) await feature.afterSignOut?.(featureContext(context))
}
