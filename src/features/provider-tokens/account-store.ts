/** Tokens in the table of accounts. */
import { openTokens, sealTokens } from "../../core/accounts/stored-tokens.js"
import type { Adapter, AdapterAccount } from "../../core/contracts/adapter.js"
import { ConfigurationError } from "../../core/errors.js"
import type { Config } from "../../core/options/config.js"
import { stored } from "../../core/session/stored.js"
import type { KeptTokens, TokenStore } from "./tokens.js"

type Accounts = Required<Pick<Adapter, "listAccounts" | "updateAccount">> & Adapter

export const hasAccounts = ({ adapter }: Config): boolean =>
  typeof adapter?.listAccounts === "function" && typeof adapter.updateAccount === "function"

/** @throws {ConfigurationError} `MISSING_ADAPTER_METHODS_ERROR` */
export function accountStore(config: Config, userId: string, provider: string, accountId?: string): TokenStore {
  if (!hasAccounts(config)) {
    throw new ConfigurationError(
      "MISSING_ADAPTER_METHODS_ERROR",
      "Provider tokens need an `adapter` with `listAccounts` and `updateAccount`, such as `countersign/adapters/sql`; or sessions in a cookie and `features: [providerTokens()]`.",
    )
  }
  const adapter = config.adapter as Accounts
  const { increment, getValue, setValue } = adapter
  return {
    async read() {
      const accounts = await stored(() => adapter.listAccounts(userId))
      const mine = accounts.filter(
        (it) => it.provider === provider && (!accountId || it.providerAccountId === accountId),
      )
      const latest = mine.sort((a, b) => (b.expires_at ?? 0) - (a.expires_at ?? 0))[0]
      return latest ? ((await openTokens(latest, config.tokenSecrets)) as KeptTokens) : null
    },
    async write(tokens) {
      const account = Object.fromEntries(Object.entries(tokens).filter(([, value]) => value !== undefined))
      const sealed = await sealTokens(account as unknown as AdapterAccount, config.tokenSecrets)
      await stored(() => adapter.updateAccount(sealed))
    },
    assertWritable() {},
    isShared: true,
    lease: increment
      ? async (key, seconds) => (await stored(() => increment.call(adapter, `refresh:${key}`, seconds))).count === 1
      : null,
    outcome: async (key) => (getValue ? stored(() => getValue.call(adapter, `refresh-outcome:${key}`)) : null),
    async noteOutcome(key, outcome, seconds) {
      if (setValue) await stored(() => setValue.call(adapter, `refresh-outcome:${key}`, outcome, seconds))
    },
  }
}
