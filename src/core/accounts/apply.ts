/** The reads and writes that a decision about an account asks for. */
import type { Adapter, AdapterAccount, AdapterPowers, AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import { SignInError } from "../errors.js"
import type { User } from "../model.js"
import type { Config } from "../options/config.js"
import { runEvent } from "../options/events.js"
import { stored } from "../session/stored.js"
import { decideAccount } from "./decide.js"
import { refusalKey, sealTokens } from "./stored-tokens.js"
import { noteUnproven, releaseUnproven } from "./unproven-address.js"

export type AccountStore = Required<
  Pick<Adapter, "createUser" | "getUser" | "getUserByEmail" | "getUserByAccount" | "linkAccount" | "updateUser">
> &
  Pick<Adapter, "deleteUser" | "getAccount"> &
  AdapterPowers

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

/** Milliseconds before each look, where another process may be between its two writes. */
const patience = [0, 50, 250]

/**
 * Finds or makes the user that an account signs in.
 *
 * Of many simultaneous first sign-ins of one person one makes the user; the others, who are refused by the database or by
 * the address that is taken now, look again and find it.
 *
 * @throws {SignInError} `OAuthAccountNotLinked`
 * @throws {StorageError} when a record could not be read or written
 */
export async function settleAccount(config: Config, store: AccountStore, claimant: Claimant): Promise<SettledUser> {
  try {
    return await settleOnce(config, store, claimant)
  } catch (error) {
    const owner = claimant.owner ? null : await findOwnerSince(store, claimant.identity)
    if (!owner) throw error
    return settleOnce(config, store, { ...claimant, owner })
  }
}

/** Who this account belongs to. Only the key is told: Prisma refuses a question that has more in it. */
export function findOwner(
  store: AccountStore,
  { provider, providerAccountId }: Identity["account"],
): Promise<AdapterUser | null> {
  return stored(() => store.getUserByAccount({ provider, providerAccountId }))
}

async function findOwnerSince(store: AccountStore, { account }: Identity): Promise<AdapterUser | null> {
  for (const pause of store.transaction ? [0] : patience) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    const owner = await findOwner(store, account)
    if (owner) return owner
  }
  return null
}

async function settleOnce(config: Config, store: AccountStore, claimant: Claimant): Promise<SettledUser> {
  const { identity, visitor, owner } = claimant
  const providerVouchesForEmail = claimant.mayLinkByEmail && identity.emailVerified !== false
  const isProven = providerVouchesForEmail || identity.emailVerified === true
  const emailOwner = owner || visitor ? null : await findEmailOwner(config, store, identity, isProven)
  const decision = decideAccount({
    visitor: visitor?.id ?? null,
    accountOwner: owner?.id ?? null,
    emailOwner: emailOwner?.id ?? null,
    providerVouchesForEmail,
  })

  switch (decision.kind) {
    case "refuse":
      throw new SignInError("OAuthAccountNotLinked", "This e-mail address or account belongs to another user.")
    case "stay":
    case "sign-in":
      await renewAccount(config, store, identity, owner as AdapterUser)
      return { user: owner as AdapterUser, isNewUser: false }
    case "link": {
      const user = (visitor ?? emailOwner) as AdapterUser
      await stored(async () => store.linkAccount(await accountOf(config, identity, user)))
      await runEvent(config, "linkAccount", { user, account: identity.account, profile: identity.user })
      return { user, isNewUser: false }
    }
    case "create": {
      await noteUnproven(store, identity)
      const user = await createUser(config, store, identity)
      await runEvent(config, "createUser", { user })
      await runEvent(config, "linkAccount", { user, account: identity.account, profile: identity.user })
      return { user, isNewUser: true }
    }
  }
}

/** Who has the address, unless it is the visitor's and that user only wrote it. */
async function findEmailOwner(
  config: Config,
  store: AccountStore,
  { user: { email } }: Identity,
  isProven: boolean,
): Promise<AdapterUser | null> {
  const known = email ? await stored(() => store.getUserByEmail(email)) : null
  return known && isProven ? releaseUnproven(config, store, known) : known
}

/**
 * Stores what a further sign-in brought. Tokens of a narrower scope do not replace those that can be refreshed and reach further:
 * what somebody has granted once, such as their calendar, would be lost at their next plain sign-in. They do when the provider has
 * refused a refresh.
 */
async function renewAccount(
  config: Config,
  store: AccountStore,
  identity: Identity,
  owner: AdapterUser,
): Promise<void> {
  if (!store.updateAccount) return
  const renewed = await accountOf(config, identity, owner)
  const { provider, providerAccountId } = renewed
  const known = renewed.scope ? await stored(() => store.getAccount?.(providerAccountId, provider)) : null
  const { access_token, refresh_token, expires_at, scope, token_type, ...rest } = renewed
  const keeps = known?.refresh_token && isNarrower(scope, known.scope) && !(await wasRefused(store, known))
  await stored(() => store.updateAccount?.(keeps ? rest : renewed))
}

/** Where nobody can tell, it is taken for good: no sign-in fails by this. */
async function wasRefused(store: AccountStore, account: AdapterAccount): Promise<boolean> {
  const key = await refusalKey(account)
  return Boolean(await stored(async () => store.getValue?.(key)).catch(() => null))
}

/** Whether everything in the scope, and not all of it, is in the other. */
function isNarrower(scope: string | undefined, other: string | undefined): boolean {
  const words = (text = ""): string[] => text.split(/[\s,]+/).filter(Boolean)
  const wider = words(other)
  return words(scope).length < wider.length && words(scope).every((word) => wider.includes(word))
}

/** The account as it is stored. */
const accountOf = ({ tokenSecrets }: Config, { account }: Identity, user: AdapterUser): Promise<AdapterAccount> =>
  sealTokens({ ...account, userId: user.id }, tokenSecrets)

/** A user without the account would keep its owner out for good, the address being taken: both are written, or neither. */
async function createUser(config: Config, store: AccountStore, identity: Identity): Promise<AdapterUser> {
  const { id: _, ...described } = identity.user
  const draft = { ...described, emailVerified: null } as Omit<AdapterUser, "id">
  if (store.transaction) {
    const work = async (inside: Adapter) => {
      const user = await (inside as AccountStore).createUser(draft)
      await (inside as AccountStore).linkAccount(await accountOf(config, identity, user))
      return user
    }
    return stored(() => store.transaction?.(work) as Promise<AdapterUser>, "OAuthCreateAccount")
  }

  const user = await stored(() => store.createUser(draft), "OAuthCreateAccount")
  try {
    await stored(async () => store.linkAccount(await accountOf(config, identity, user)))
  } catch (error) {
    await takeBack(config, store, user)
    throw error
  }
  return user
}

async function takeBack({ log }: Config, store: AccountStore, { id }: AdapterUser): Promise<void> {
  try {
    await stored(() => store.deleteUser?.(id))
  } catch (error) {
    log.error("ADAPTER_ERROR", error as Error)
  }
}
