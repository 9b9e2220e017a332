import type { Account, Awaitable, Theme } from "../model.js"
import type { Adapter } from "./adapter.js"
import type { Outcome } from "./outcome.js"
import type { RequestContext } from "./request.js"

/** What a feature may see of a request. */
export interface FeatureContext extends RequestContext {
  readonly adapter: Adapter | null
  readonly secret: string
  readonly strategy: "jwt" | "database"
  /** Seconds that a session lives which nobody reads. */
  readonly maxAge: number
  readonly secure: boolean
  /** Secrets that stored provider tokens are sealed under; none when they are stored as they are. */
  readonly tokenSecrets: readonly string[]
  readonly features: readonly Feature[]
  readonly theme: Readonly<Theme>
  /** Whether a proxy of ours says who asks, in `X-Forwarded-For`. */
  readonly behindProxy: boolean
}

export type ProviderTokens = Pick<Account, "access_token" | "refresh_token">

/** What a feature may know of the provider at which somebody signs in. */
export interface AttemptedProvider {
  readonly id: string
  readonly type: "oauth" | "oidc" | "email" | "credentials"
  /** Fields of the form, with `credentials`. */
  readonly credentials?: Readonly<Record<string, { readonly type?: string }>>
}

/** Where attempts are counted: an adapter, or anything that can do as much. */
export interface CounterStore {
  /**
   * Adds one to a counter that begins anew `windowSeconds` after its first count. Atomic: of N simultaneous calls each gets
   * another number.
   */
  increment(key: string, windowSeconds: number): Awaitable<{ count: number; expires: Date }>
  /** Takes counts back, never below none. Without it a success stays counted like a failure until the window ends. */
  decrement?(key: string, by: number): Awaitable<unknown>
}

/** Something that can be added. The core calls it at these moments, and knows nothing else of it. */
export interface Feature {
  readonly id: string
  /** Where attempts are counted, in place of the adapter. */
  readonly counters?: CounterStore
  /** Somebody offers a proof of who they are, which `proceed` looks at. May answer in its place, or refuse. */
  aroundAttempt?(
    context: FeatureContext,
    provider: AttemptedProvider,
    proceed: () => Promise<Outcome>,
  ): Promise<Outcome>
  /** A session has begun for this user, by this account. */
  afterSession?(context: FeatureContext, userId: string | undefined, account: Account): Awaitable<void>
  /** The provider's tokens, where this feature keeps them; `null` when it has none. */
  tokensOf?(
    context: FeatureContext,
    key: Pick<Account, "provider" | "providerAccountId">,
  ): Promise<ProviderTokens | null>
  /** Somebody has signed out. */
  afterSignOut?(context: FeatureContext): Awaitable<void>
}
