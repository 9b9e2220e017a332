/** Where the flows meet the app's features. */
import type { FeatureContext } from "../contracts/feature.js"
import type { Outcome } from "../contracts/outcome.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import type { Account } from "../model.js"
import { logoutStore } from "../session/endable.js"
import type { FlowContext } from "./context.js"

const known = new WeakMap<FlowContext, FeatureContext>()

/** Made once for a request: signing in asks for it at several places. */
export function featureContext(context: FlowContext): FeatureContext {
  const made = known.get(context) ?? createFeatureContext(context)
  known.set(context, made)
  return made
}

/** Field by field: what the core keeps to itself is not even there. */
function createFeatureContext(context: FlowContext): FeatureContext {
  const { config } = context
  const { adapter, secret, strategy, maxAge } = logoutStore(config)
  return {
    request: context.request,
    origin: context.origin,
    baseUrl: context.baseUrl,
    jar: context.jar,
    checks: context.checks,
    destination: context.destination,
    now: context.now,
    log: context.log,
    adapter,
    secret,
    strategy,
    maxAge,
    secure: context.secure,
    tokenSecrets: config.tokenSecrets,
    features: config.features,
    theme: config.theme,
    behindProxy: config.behindProxy,
  }
}

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
