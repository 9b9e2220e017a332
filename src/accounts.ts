/** `countersign/accounts`: what a signed-in user may see and do about the accounts they sign in with. Server only. */
import { configOf } from "./auth.js"
import * as manage from "./core/accounts/manage.js"
import type { AdapterAccount } from "./core/contracts/adapter.js"
import type { AuthOptions } from "./core/options/options.js"

/**
 * The accounts a user signs in with, their tokens readable. Hand the id of who is signed in, never one from a request.
 *
 * @throws {ConfigurationError} when the adapter cannot list accounts
 * @throws {StorageError} when the database is away, or a token was sealed with a secret that is gone
 */
export const listAccounts = async (options: AuthOptions, userId: string): Promise<AdapterAccount[]> =>
  manage.listAccounts(await configOf(options), userId)

export interface UnlinkOptions {
  /** Whether the user could still sign in without any account: by a password of the app's own, say. Default: `false`. */
  hasOtherWayIn?: boolean
}

/**
 * Takes an account from a user. Linking one is signing in with it while signed in.
 *
 * @throws {RequestError} `LAST_ACCOUNT` when it is the only way in; `UNKNOWN_ACCOUNT` when the user has no such account
 * @throws {ConfigurationError} when the adapter cannot list and unlink accounts
 */
export const unlinkAccount = async (
  options: AuthOptions,
  userId: string,
  account: Pick<AdapterAccount, "provider" | "providerAccountId">,
  { hasOtherWayIn = false }: UnlinkOptions = {},
): Promise<void> => manage.unlinkAccount(await configOf(options), userId, account, hasOtherWayIn)
