import type { Account, Awaitable, Theme } from "../model.js"
import type { Adapter } from "./adapter.js"
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

/** Something that can be added. The core calls it at these moments, and knows nothing else of it. */
export interface Feature {
  readonly id: string
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
