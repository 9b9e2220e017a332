/** The writes that a decision about an account asks for. */
import type { Adapter, AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import { SignInError, StorageError } from "../errors.js"
import type { User } from "../model.js"
import type { Config } from "../options/config.js"
import { runEvent } from "../options/events.js"
import { decideAccount } from "./decide.js"

export type AccountStore = Required<
  Pick<Adapter, "createUser" | "getUser" | "getUserByEmail" | "getUserByAccount" | "linkAccount">
> &
  Pick<Adapter, "deleteUser">

export interface SettledUser {
  readonly user: User | AdapterUser
  readonly isNewUser: boolean
}

export interface Claimant {
  readonly identity: Identity
  /** Who is signed in already. */
  readonly visitor: AdapterUser | null
  /** Who the account belongs to. */
  readonly owner: AdapterUser | null
  /** Whether the provider may vouch for e-mail addresses. */
  readonly mayLinkByEmail: boolean
}

/** @throws {SignInError} `OAuthAccountNotLinked` */
export async function settleAccount(config: Config, store: AccountStore, claimant: Claimant): Promise<SettledUser> {
  const { identity, visitor, owner } = claimant
  const { email } = identity.user
  const emailOwner = !owner && !visitor && email ? await stored(() => store.getUserByEmail(email)) : null
  const decision = decideAccount({
    visitor: visitor?.id ?? null,
    accountOwner: owner?.id ?? null,
    emailOwner: emailOwner?.id ?? null,
    providerVouchesForEmail: claimant.mayLinkByEmail && identity.emailVerified !== false,
  })

  switch (decision.kind) {
    case "refuse":
      throw new SignInError("OAuthAccountNotLinked", "This e-mail address or account belongs to another user.")
    case "stay":
    case "sign-in":
      return { user: owner as AdapterUser, isNewUser: false }
    case "link": {
      const user = (visitor ?? emailOwner) as AdapterUser
      await link(config, store, identity, user)
      return { user, isNewUser: false }
    }
    case "create":
      return { user: await create(config, store, identity), isNewUser: true }
  }
}

async function create(config: Config, store: AccountStore, identity: Identity): Promise<AdapterUser> {
  const { id: _, ...described } = identity.user
  const draft = { ...described, emailVerified: null } as Omit<AdapterUser, "id">
  const user = await stored(() => store.createUser(draft), "OAuthCreateAccount")
  try {
    await link(config, store, identity, user, () => runEvent(config, "createUser", { user }))
  } catch (error) {
    await takeBack(config, store, user)
    throw error
  }
  return user
}

/** A user without the account would keep its owner out for good: the next attempt would find the address taken. */
async function takeBack({ log }: Config, store: AccountStore, { id }: AdapterUser): Promise<void> {
  try {
    await store.deleteUser?.(id)
  } catch (error) {
    log.error("ADAPTER_ERROR", error as Error)
  }
}

async function link(
  config: Config,
  store: AccountStore,
  { account, user: profile }: Identity,
  user: AdapterUser,
  announceUser?: () => Promise<void>,
): Promise<void> {
  await stored(() => store.linkAccount({ ...account, userId: user.id }))
  await announceUser?.()
  await runEvent(config, "linkAccount", { user, account, profile })
}

/** @throws {StorageError} in place of whatever the adapter threw, which is its `cause`. */
export async function stored<T>(
  query: () => T,
  code: "STORAGE_FAILED" | "OAuthCreateAccount" = "STORAGE_FAILED",
): Promise<Awaited<T>> {
  try {
    return await query()
  } catch (cause) {
    throw new StorageError(code, "The adapter could not read or write a record; see `cause`.", { cause })
  }
}
