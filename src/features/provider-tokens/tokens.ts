/** Provider tokens, wherever they are kept. */
import { SignInError } from "../../core/errors.js"

export interface KeptTokens {
  readonly provider: string
  readonly providerAccountId: string
  readonly access_token?: string | null | undefined
  readonly refresh_token?: string | null | undefined
  /** Seconds since the epoch. */
  readonly expires_at?: number | null | undefined
  readonly scope?: string | null | undefined
  readonly token_type?: string | null | undefined
  readonly id_token?: string | null | undefined
  /** `sub` of the ID token, where that itself is not kept. */
  readonly subject?: string | undefined
}

/** Where the tokens of somebody who is signed in are. */
export interface TokenStore {
  /** Asked again while another process refreshes: always about the same account. `null` when there are none. */
  read(): Promise<KeptTokens | null>
  /**
   * Keeps what a refresh brought: it must be kept before it is used. Where something else has taken the place of the tokens that
   * were used, such as those of a new sign-in, that stays.
   * @returns what is kept now; `null` when the account is gone
   */
  replace(used: KeptTokens, fresh: KeptTokens): Promise<KeptTokens | null>
  /** Lets tokens that nothing has changed for long last on, where what keeps them ends by itself. */
  extend?(): Promise<void>
  /**
   * Makes sure, before a refresh is asked for, that its result can be kept.
   * @throws {ConfigurationError} when it cannot
   */
  assertWritable(): void
  /** Whether what is kept is there for every request, so that one write is enough. */
  readonly isShared: boolean
  /** Whether this process is the one to refresh; `null` where processes cannot agree. */
  readonly lease: ((key: string, seconds: number) => Promise<boolean>) | null
  /** How the last refresh by anybody ended: `"refused"`, or another text for each failure; `null` when nobody has noted it. */
  outcome(key: string): Promise<string | null>
  noteOutcome(key: string, outcome: string, seconds: number): Promise<void>
}

/** Seconds before its end at which a token counts as expired: it has to survive the request that it is for. */
const margin = 60

export const isFresh = ({ access_token, expires_at }: KeptTokens, now: Date, spare: number = margin): boolean =>
  Boolean(access_token) && (!expires_at || expires_at - spare > now.getTime() / 1000)

export const areSame = (one: KeptTokens, other: KeptTokens): boolean =>
  one.access_token === other.access_token && one.refresh_token === other.refresh_token

const words = (scope: string | null | undefined): string[] => scope?.split(/[\s,]+/).filter(Boolean) ?? []

/**
 * The scopes that are wanted and were not granted. A provider that did not say what it granted has granted what was asked for (RFC
 * 6749 §5.1), which nobody has noted: then none is missed.
 */
export function missingScopes({ scope }: Pick<KeptTokens, "scope">, wanted: string | undefined): string[] {
  return scope ? words(wanted).filter((word) => !words(scope).includes(word)) : []
}

/** @throws {SignInError} `MissingScope` */
export function assertScope(tokens: KeptTokens, wanted: string | undefined): void {
  const missing = missingScopes(tokens, wanted)
  if (missing.length === 0) return
  const all = [...words(tokens.scope), ...missing].join(" ")
  throw new SignInError(
    "MissingScope",
    `The scope "${missing.join(" ")}" has not been granted: ask for it with \`signIn("${tokens.provider}", {}, { scope: "${all}" })\`.`,
  )
}
