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
}

/** Where the tokens of somebody who is signed in are. */
export interface TokenStore {
  /** Asked again while another process refreshes. `null` when there are none. */
  read(): Promise<KeptTokens | null>
  /** Keeps what a refresh brought: it must be kept before it is used. */
  write(tokens: KeptTokens): Promise<void>
  /**
   * Makes sure, before a refresh is asked for, that its result can be kept.
   * @throws {ConfigurationError} when it cannot
   */
  assertWritable(): void
  /** Whether what is written is there for every request, so that one write is enough. */
  readonly isShared: boolean
  /** Whether this process is the one to refresh; `null` where processes cannot agree. */
  readonly lease: ((key: string, seconds: number) => Promise<boolean>) | null
  /** How the last refresh by anybody ended; `null` when nobody has noted it. */
  outcome(key: string): Promise<string | null>
  noteOutcome(key: string, outcome: "refused" | "failed", seconds: number): Promise<void>
}

/** Seconds before its end at which a token counts as expired: it has to survive the request that it is for. */
const margin = 60

export const isFresh = ({ access_token, expires_at }: KeptTokens, now: Date, spare: number = margin): boolean =>
  Boolean(access_token) && (!expires_at || expires_at - spare > now.getTime() / 1000)

const words = (scope: string | null | undefined): string[] => scope?.split(/[\s,]+/).filter(Boolean) ?? []

/**
 * A provider that did not say what it granted has granted what was asked for (RFC 6749 §5.1), which nobody has noted: then it
 * cannot be told.
 *
 * @throws {SignInError} `MissingScope`
 */
export function assertScope({ provider, scope }: KeptTokens, wanted: string | undefined): void {
  if (!scope) return
  const missing = words(wanted).filter((word) => !words(scope).includes(word))
  if (missing.length === 0) return
  throw new SignInError(
    "MissingScope",
    `The scope "${missing.join(" ")}" has not been granted: ask for it with \`signIn("${provider}", {}, { scope: "${[...words(scope), ...missing].join(" ")}" })\`.`,
  )
}
