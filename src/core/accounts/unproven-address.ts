/**
 * Addresses of which the provider said that nobody has verified them. Whoever came with one may have written somebody else's, to wait in
 * an account that its owner will one day sign in to. So once the owner shows up, the address is theirs, and not the account.
 */
import type { Adapter, AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import { sha256Hex } from "../crypto/digest.js"
import type { Config } from "../options/config.js"
import { runEvent } from "../options/events.js"
import { stored } from "../session/stored.js"

type AddressStore = Required<Pick<Adapter, "getUserByAccount" | "updateUser">> & Pick<Adapter, "getValue" | "setValue">

/** Seconds, ten years, for which it is remembered how an address came. */
const remembered = 315_360_000

const keyOf = async (address: string): Promise<string> => `unproven-address:${await sha256Hex(address)}`

/** Notes, before the user is created, that nobody has verified the address. An adapter that keeps no short texts forgets it. */
export async function noteUnproven(
  store: AddressStore,
  { user: { email }, account, emailVerified }: Identity,
): Promise<void> {
  if (!email || emailVerified !== false || !store.setValue) return
  const { provider, providerAccountId } = account
  const key = await keyOf(email)
  await stored(() => store.setValue?.(key, JSON.stringify([provider, providerAccountId]), remembered))
}

/**
 * Takes an address that its owner has shown to be theirs from a user who came with it unproven. That user stays, without it.
 *
 * @returns the user whose the address is still; `null` when it is free now
 */
export async function releaseUnproven(
  config: Config,
  store: AddressStore,
  user: AdapterUser,
): Promise<AdapterUser | null> {
  if (user.emailVerified || !(await isUnproven(store, user))) return user
  const changes = { id: user.id, email: null } as unknown as Parameters<AddressStore["updateUser"]>[0]
  await runEvent(config, "updateUser", { user: await stored(() => store.updateUser(changes)) })
  return null
}

/** Whether the user was made by the account that brought the address: another may have it since. */
async function isUnproven(store: AddressStore, { id, email }: AdapterUser): Promise<boolean> {
  const key = await keyOf(email)
  const noted = await stored(() => store.getValue?.(key))
  if (!noted) return false
  const [provider, providerAccountId] = JSON.parse(noted) as [string, string]
  return (await stored(() => store.getUserByAccount({ provider, providerAccountId })))?.id === id
}
