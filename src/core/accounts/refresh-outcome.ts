/** What came of refreshing an account's tokens, where every process finds it. */
import type { AdapterAccount, AdapterPowers } from "../contracts/adapter.js"
import type { OAuthProvider } from "../contracts/provider.js"
import { sha256Hex } from "../crypto/digest.js"
import type { Config } from "../options/config.js"
import { openTokens } from "./stored-tokens.js"

export interface RefreshedTokens {
  readonly providerAccountId: string
  readonly access_token?: string | null | undefined
  readonly refresh_token?: string | null | undefined
}

/** Names a refresh without telling a token. Apps that share a database have clients of their own, and refresh for themselves. */
export function refreshKey(provider: OAuthProvider, tokens: RefreshedTokens): Promise<string> {
  const { providerAccountId, access_token, refresh_token } = tokens
  const client = [provider.discovery ?? provider.token.url, provider.clientId]
  return sha256Hex(JSON.stringify([...client, providerAccountId, access_token, refresh_token]))
}

export const outcomeKey = (key: string): string => `refresh-outcome:${key}`

/**
 * Whether nobody can refresh an account's tokens any more: the provider has refused that, or their secret is gone. Where nobody
 * can tell, they are taken for good: no sign-in fails by this.
 */
export async function isSpent(config: Config, adapter: AdapterPowers, account: AdapterAccount): Promise<boolean> {
  const provider = config.providers.get(account.provider)
  if (!provider || !("clientId" in provider)) return false
  const tokens = await openTokens(account, config.tokenSecrets).catch(() => null)
  if (!tokens) return true
  const key = await refreshKey(provider, tokens)
  try {
    return (await adapter.getValue?.(outcomeKey(key))) === "refused"
  } catch {
    return false
  }
}
