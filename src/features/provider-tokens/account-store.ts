/** Tokens in the table of accounts. */
import { openTokens, refusalKey, sealTokens } from "../../core/accounts/stored-tokens.js"
import type { Adapter, AdapterAccount } from "../../core/contracts/adapter.js"
import { ConfigurationError } from "../../core/errors.js"
import type { Config } from "../../core/options/config.js"
import { stored } from "../../core/session/stored.js"
import { areSame, type KeptTokens, missingScopes, type TokenStore } from "./tokens.js"

type Accounts = Required<Pick<Adapter, "listAccounts" | "updateAccount">> & Adapter

/** Whose account, and which: of several the one that was granted `scope`, of those the one whose token lasts longest. */
export interface AccountChoice {
  readonly userId: string
  readonly provider: string
  readonly providerAccountId: string | undefined
  readonly scope: string | undefined
}

export const hasAccounts = ({ adapter }: Pick<Config, "adapter">): boolean =>
  typeof adapter?.listAccounts === "function" && typeof adapter.updateAccount === "function"

/** @throws {ConfigurationError} `MISSING_ADAPTER_METHODS_ERROR` */
export function accountStore(config: Config, choice: AccountChoice): TokenStore {
  if (!hasAccounts(config)) {
    throw new ConfigurationError(
      "MISSING_ADAPTER_METHODS_ERROR",
      "Provider tokens need an `adapter` with `listAccounts` and `updateAccount`, such as `countersign/adapters/sql`; or sessions in a cookie and `features: [providerTokens()]`.",
    )
  }
  const adapter = config.adapter as Accounts
  const { increment, getValue, setValue } = adapter
  let chosen = choice.providerAccountId
  /** The account as it is stored when it is first read, which is what a refusal is about. */
  let first: AdapterAccount | undefined

  const read = async (inside: Accounts): Promise<KeptTokens | null> => {
    const account = preferred(await inside.listAccounts(choice.userId), { ...choice, providerAccountId: chosen })
    chosen = account?.providerAccountId ?? chosen
    first ??= account
    return account ? ((await openTokens(account, config.tokenSecrets)) as KeptTokens) : null
  }
  const replace = async (inside: Accounts, used: KeptTokens, fresh: KeptTokens): Promise<KeptTokens | null> => {
    const current = await read(inside)
    if (!current || !areSame(current, used)) return current
    await inside.updateAccount(await sealTokens(changedFields(fresh), config.tokenSecrets))
    return fresh
  }
  return {
    read: () => stored(() => read(adapter)),
    replace: (used, fresh) =>
      stored(() =>
        adapter.transaction
          ? adapter.transaction((inside) => replace(inside as Accounts, used, fresh), { isolation: "serializable" })
          : replace(adapter, used, fresh),
      ),
    assertWritable() {},
    isShared: true,
    lease: increment
      ? async (key, seconds) => (await stored(() => increment.call(adapter, `refresh:${key}`, seconds))).count === 1
      : null,
    outcome: async (key) => (getValue ? stored(() => getValue.call(adapter, `refresh-outcome:${key}`)) : null),
    async noteOutcome(key, outcome, seconds) {
      if (!setValue) return
      await stored(() => setValue.call(adapter, `refresh-outcome:${key}`, outcome, seconds))
      if (outcome !== "refused" || !first) return
      const refusal = await refusalKey(first)
      await stored(() => setValue.call(adapter, refusal, outcome, seconds))
    },
  }
}

function preferred(
  accounts: readonly AdapterAccount[],
  { provider, providerAccountId, scope }: AccountChoice,
): AdapterAccount | undefined {
  const lacks = (account: AdapterAccount): number => Math.min(1, missingScopes({ scope: account.scope }, scope).length)
  const end = ({ expires_at }: AdapterAccount): number => expires_at || Number.MAX_SAFE_INTEGER
  return accounts
    .filter((it) => it.provider === provider && (!providerAccountId || it.providerAccountId === providerAccountId))
    .sort((a, b) => lacks(a) - lacks(b) || end(b) - end(a))[0]
}

/** What a refresh changes. Nothing else is written: it may have changed meanwhile. */
function changedFields(fresh: KeptTokens): Parameters<Accounts["updateAccount"]>[0] {
  const { provider, providerAccountId, access_token, refresh_token, expires_at, scope, token_type, id_token } = fresh
  const changes = { access_token, refresh_token, expires_at, scope, token_type, id_token }
  const known = Object.entries(changes).filter(([, value]) => value !== undefined)
  return { provider, providerAccountId, ...Object.fromEntries(known) }
}
