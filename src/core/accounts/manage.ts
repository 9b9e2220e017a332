/** What a signed-in user may see and do about their own accounts. */
import type { Adapter, AdapterAccount, AdapterPowers } from "../contracts/adapter.js"
import { ConfigurationError, RequestError } from "../errors.js"
import type { Config } from "../options/config.js"
import { stored } from "../session/stored.js"
import { openTokens } from "./stored-tokens.js"

type AccountKey = Pick<AdapterAccount, "provider" | "providerAccountId">

/** The accounts of a user, with readable tokens. */
export async function listAccounts(config: Config, userId: string): Promise<AdapterAccount[]> {
  const store = storeWith(config, ["listAccounts"])
  const accounts = await stored(() => store.listAccounts(userId))
  return Promise.all(accounts.map((account) => openTokens(account, config.tokenSecrets)))
}

/**
 * Takes an account from a user, unless it is the last way in. Of two simultaneous calls that would together leave none, one
 * is refused, where the adapter has transactions.
 *
 * @throws {RequestError} `LAST_ACCOUNT`, or `UNKNOWN_ACCOUNT` when the user has no such account
 */
export async function unlinkAccount(
  config: Config,
  userId: string,
  { provider, providerAccountId }: AccountKey,
  hasOtherWayIn: boolean,
): Promise<void> {
  const store = storeWith(config, ["listAccounts", "unlinkAccount"])
  const unlink = async (inside: Pick<AccountManager, "listAccounts" | "unlinkAccount">) => {
    const accounts = await inside.listAccounts(userId)
    if (!accounts.some((it) => it.provider === provider && it.providerAccountId === providerAccountId)) {
      throw new RequestError("UNKNOWN_ACCOUNT", `The user has no account of "${provider}" with this id.`)
    }
    if (accounts.length === 1 && !hasOtherWayIn) {
      throw new RequestError("LAST_ACCOUNT", "This account is the only way in: link another one first.")
    }
    await inside.unlinkAccount({ provider, providerAccountId })
  }
  const run = () =>
    store.transaction
      ? store.transaction((inside) => unlink(inside as AccountManager), { isolation: "serializable" })
      : unlink(store)
  await stored(run)
}

type AccountManager = Required<Pick<Adapter, "listAccounts" | "unlinkAccount">> & AdapterPowers

/** @throws {ConfigurationError} when the options cannot work, or name no adapter with these methods */
function storeWith({ problem, adapter }: Config, methods: readonly (keyof AccountManager)[]): AccountManager {
  if (problem) throw problem
  const missing = methods.filter((name) => typeof adapter?.[name] !== "function")
  if (missing.length === 0) return adapter as unknown as AccountManager
  throw new ConfigurationError(
    "MISSING_ADAPTER_METHODS_ERROR",
    `This needs an \`adapter\` with ${missing.map((name) => `\`${name}\``).join(" and ")}, such as \`countersign/adapters/sql\`.`,
  )
}
