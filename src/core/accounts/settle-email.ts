import type { AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import type { Config } from "../options/config.js"
import { runEvent } from "../options/events.js"
import { stored } from "../session/stored.js"
import type { AccountStore, SettledUser } from "./apply.js"
import { releaseUnproven } from "./unproven-address.js"

/**
 * Finds or makes the user of an address that was shown to be theirs, and notes that it was. Whoever came with the address before, and
 * did not show it, keeps their account, unless it is the visitor's own.
 *
 * Of many simultaneous first sign-ins of one person one makes the user; the others, whom the database refuses, find it.
 */
export async function settleEmail(
  config: Config,
  store: AccountStore,
  { user: { email } }: Identity,
  owner: AdapterUser | null,
  { visitorId, now }: { readonly visitorId: string | null; readonly now: Date },
): Promise<SettledUser> {
  const address = email ?? ""
  const user = owner && owner.id !== visitorId ? await releaseUnproven(config, store, owner) : owner
  if (user) return known(config, store, user, now)
  try {
    const draft = { email: address, emailVerified: now } as Omit<AdapterUser, "id">
    const user = await stored(() => store.createUser(draft), "EmailCreateAccount")
    await runEvent(config, "createUser", { user })
    return { user, isNewUser: true }
  } catch (error) {
    const since = await stored(() => store.getUserByEmail(address))
    if (!since) throw error
    return known(config, store, since, now)
  }
}

async function known(config: Config, store: AccountStore, { id }: AdapterUser, now: Date): Promise<SettledUser> {
  const user = await stored(() => store.updateUser({ id, emailVerified: now }))
  await runEvent(config, "updateUser", { user })
  return { user, isNewUser: false }
}
